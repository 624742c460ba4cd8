// What the desk's pages need of the browser itself: keys, the text that is being written, notices, colours, and the line to the host.
import { SwatchRGB, accentBaseColor, allComponents, baseLayerLuminance, bodyFont, controlCornerRadius, provideFluentDesignSystem } from '/web/lib/fluent.min.js';

const at = (id) => document.getElementById(id);
const hex = (colour) => SwatchRGB.create(...[1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16) / 255));

// --- colours -------------------------------------------------------------------------------------------------------------------------------------------------------
const dark = matchMedia('(prefers-color-scheme: dark)');

function paint() {
  const theme = localStorage.getItem('desk.theme') ?? (dark.matches ? 'dark' : 'light');
  document.documentElement.dataset.theme = theme;
  baseLayerLuminance.withDefault(theme === 'dark' ? 0.1 : 0.98);
  accentBaseColor.withDefault(hex(theme === 'dark' ? '#6fc3a5' : '#1f5d4a'));
}

bodyFont.withDefault('system-ui, "Segoe UI", Roboto, Ubuntu, sans-serif');
controlCornerRadius.withDefault(8);
paint();
dark.addEventListener('change', paint);
provideFluentDesignSystem().register(...Object.values(allComponents).filter((c) => typeof c === 'function').map((c) => c()));

// --- the line to the host ------------------------------------------------------------------------------------------------------------------------------------------
function state(text) {
  if (at('link-state')) at('link-state').textContent = text;
}

// What the host forgot while it was away is made anew from the store; what was being written is kept here meanwhile.
async function reloadWhenThere() {
  while (!(await fetch('/healthz', { cache: 'no-store' }).then((r) => r.ok, () => false))) await new Promise((r) => setTimeout(r, 500));
  location.reload();
}

at('components-reconnect-modal').addEventListener('components-reconnect-state-changed', (event) => {
  const now = event.detail.state;
  if (now === 'hide') state('live');
  else if (now === 'show' || now === 'retrying') state('no line to the host; trying again …');
  else reloadWhenThere();
});
await Blazor.start({ circuit: { reconnectionOptions: { maxRetries: 600, retryIntervalMilliseconds: 1000 } } });
at('opening')?.remove();

// --- what is being written -----------------------------------------------------------------------------------------------------------------------------------------
const keyOf = (caseId) => `desk.draft.${caseId}`;
let writing = null;

async function compose(caseId, page) {
  const box = at('text');
  const kept = JSON.parse(sessionStorage.getItem(keyOf(caseId)) ?? 'null');
  const draft = await page.invokeMethodAsync('ResumeAsync', kept?.requestId ?? null, kept?.text ?? null);
  writing = { caseId, page, requestId: draft.requestId, timer: 0, told: -Infinity, sending: false, adding: 0 };
  box.value = draft.text;
  box.classList.toggle('kept', draft.text.length > 0);
  if (draft.text) at('draft-state').textContent = 'Kept; not sent yet';
  note(draft.text);
  box.oninput = () => {
    note(box.value);
    clearTimeout(writing.timer);
    at('draft-state').textContent = '';
    writing.timer = setTimeout(keep, 400);
    if (box.value && performance.now() - writing.told > 3000) {
      writing.told = performance.now();
      page.invokeMethodAsync('Writes');
    }
  };
  box.onkeydown = (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    }
  };
  at('send').onclick = send;
  at('add').onclick = chooseFile;
  at('file').onchange = () => {
    add([...at('file').files]);
    at('file').value = '';
  };
  box.onpaste = (event) => takeFiles(event, event.clipboardData);
  box.ondragover = (event) => { if (event.dataTransfer?.types.includes('Files')) event.preventDefault(); };
  box.ondrop = (event) => takeFiles(event, event.dataTransfer);
}

function chooseFile() {
  at('file')?.click();
}

// Words that are pasted or dropped stay words, whatever picture of them comes along.
function takeFiles(event, what) {
  if (!what?.files.length || what.types.includes('text/plain')) return;
  event.preventDefault();
  add([...what.files]);
}

// One after the other, beside the line to the host: files are larger than what that takes. The page shows what the store has.
async function add(files) {
  const mine = writing;
  const most = Number(at('file').dataset.mostKilobytes);
  for (const file of files) {
    if (file.size > most * 1024) {
      tell(`${file.name} was not added. A file may have at most ${most} KB.`);
      return;
    }

    mine.adding++;
    tell(`Adding ${file.name} …`);
    const answer = await fetch(`/api/desk/cases/${encodeURIComponent(mine.caseId)}/files?name=${encodeURIComponent(file.name)}`, { method: 'POST', body: file, headers: { 'Content-Type': 'application/octet-stream' } }).catch(() => null);
    mine.adding--;
    if (writing !== mine) return;
    if (!answer?.ok) {
      const why = await answer?.json().catch(() => null);
      tell(`${file.name} was not added. ${why ? `${why.title}. ${why.detail}` : 'There is no line to the host; add it again.'}`);
      return;
    }

    // Without the line it is with the draft all the same, and there when the page is made anew.
    await mine.page.invokeMethodAsync('AddedAsync').catch(() => {});
  }

  tell('');
  at('text')?.focus();
}

function tell(text) {
  if (at('draft-state')) at('draft-state').textContent = text;
}

// Beside the host's copy: what was typed in the moment before the line broke.
function note(text) {
  if (text) sessionStorage.setItem(keyOf(writing.caseId), JSON.stringify({ requestId: writing.requestId, text }));
  else sessionStorage.removeItem(keyOf(writing.caseId));
}

async function keep() {
  const { page, caseId } = writing;
  await page.invokeMethodAsync('KeepAsync', at('text')?.value ?? '');
  if (writing.caseId === caseId && at('draft-state') && at('text').value) at('draft-state').textContent = 'Kept';
}

async function send() {
  const box = at('text');
  const text = box.value;
  if (writing.adding) tell('A file is still being added.');
  if (writing.adding || writing.sending || (!text.trim() && !document.querySelector('#added li'))) return;
  clearTimeout(writing.timer);
  writing.sending = true;
  at('send').disabled = true;
  at('draft-state').textContent = 'Sending …';
  try {
    const next = await writing.page.invokeMethodAsync('SendAsync', text);
    const sent = next.requestId !== writing.requestId;
    writing.requestId = next.requestId;
    if (sent && box.value === text) box.value = '';
    note(box.value);
    if (at('draft-state')) at('draft-state').textContent = sent ? 'Sent' : '';
  } catch {
    // The line broke: the page is made anew when the host is back, and the draft with it, unless it has been sent.
    if (at('draft-state')) at('draft-state').textContent = 'No line to the host; your words are kept.';
  } finally {
    writing.sending = false;
    if (at('send')) at('send').disabled = false;
    box.focus();
  }
}

// --- keys ----------------------------------------------------------------------------------------------------------------------------------------------------------
let desk = null;
const keys = new Set(['j', 'k', 'r', 'n', 'e', 'c', 'i']);

addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    desk?.invokeMethodAsync('KeyAsync', 'commands');
    return;
  }

  if (event.key === 'Escape' && event.target.closest?.('#reply, #more, .filters')) event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.('input, textarea, select, dialog')) return;
  if (event.key === '/' && at('search')) {
    event.preventDefault();
    at('search').focus();
  } else if (keys.has(event.key.toLowerCase()) && desk) {
    event.preventDefault();
    desk.invokeMethodAsync('KeyAsync', event.key.toLowerCase());
  }
});

// A form that nobody on the host listens to any more must not load the page anew.
addEventListener('submit', (event) => {
  if (event.defaultPrevented) return;
  event.preventDefault();
  console.error(`Nobody took the form ${event.target.id || event.target.className} ${document.activeElement?.outerHTML}`);
});

// --- other pages of the same browser -------------------------------------------------------------------------------------------------------------------------------
const others = new BroadcastChannel('desk');
others.onmessage = () => location.assign('/desk/sign-in');

// --- notices -------------------------------------------------------------------------------------------------------------------------------------------------------
const wanted = () => localStorage.getItem('desk.notices') !== 'off';

function ring() {
  try {
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = 660;
    volume.gain.setValueAtTime(0.06, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.4);
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.4);
  } catch {
    // Without sound the list shows it all the same.
  }
}

// --- for the pages -------------------------------------------------------------------------------------------------------------------------------------------------
window.desk = {
  begin(page) {
    desk = page;
    state('live');
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  },
  compose,
  insert(text) {
    const box = at('text');
    if (!box) return;
    box.setRangeText(box.selectionStart > 0 && !/\s$/.test(box.value.slice(0, box.selectionStart)) ? ` ${text}` : text, box.selectionStart, box.selectionEnd, 'end');
    box.dispatchEvent(new Event('input'));
    if (at('macro')) at('macro').value = '';
    box.focus();
  },
  addFile: chooseFile,
  focus: (id) => at(id)?.focus(),
  tool(id) {
    if (at('more')) at('more').open = true;
    at(id)?.focus();
  },
  open(id) {
    at(id).showModal();
    at('command').value = '';
    at('command').focus();
  },
  close: (id) => at(id).close(),
  // Whoever reads further up is not pulled down; whoever reads the newest stays there, also when the room gets smaller.
  toEnd(id, first) {
    const list = at(id);
    if (!list) return;
    if (first) {
      let held = true;
      list.onscroll = () => { held = list.scrollHeight - list.scrollTop - list.clientHeight < 60; };
      list.toEnd = () => {
        if (held) list.scrollTop = list.scrollHeight;
      };
      new ResizeObserver(list.toEnd).observe(list);
    }

    list.toEnd?.();

    // On a phone the page scrolls, not the list.
    if (first && list.scrollHeight <= list.clientHeight) list.lastElementChild?.scrollIntoView({ block: 'center' });
  },
  tell(title, body, link) {
    if (!wanted()) return;
    ring();
    if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
    const notice = new Notification(title, { body, tag: link });
    notice.onclick = () => {
      focus();
      Blazor.navigateTo(link);
    };
  },
  async switchNotices() {
    localStorage.setItem('desk.notices', wanted() ? 'off' : 'on');
    if (wanted() && 'Notification' in window && Notification.permission === 'default') await Notification.requestPermission();
    state(wanted() ? 'sound and notices are on' : 'sound and notices are off');
    setTimeout(() => state('live'), 3000);
  },
  switchTheme() {
    localStorage.setItem('desk.theme', document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
    paint();
  },
  async signOut() {
    await fetch('/api/people/me/sign-out', { method: 'POST' });
    others.postMessage('signed-out');
    location.assign('/desk/sign-in');
  },
  copy: (text) => navigator.clipboard.writeText(text),
};

export {};
