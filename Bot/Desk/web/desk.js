// The desk: the queue and one open case, kept fresh by the host's event stream. Every right to act is decided on the host; a refusal comes back as a word.
const at = (id) => document.getElementById(id);
let open = null;
let current = null;
let me = '';
let here = [];
let ahead = 0; // The host's clock counts; the sample shop may have moved it.

const time = (moment) => new Date(moment).toLocaleString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const make = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text ?? '' });

async function call(method, path, body) {
  const answer = await fetch(path, { method, headers: body ? { 'Content-Type': 'application/json' } : {}, body: body && JSON.stringify(body) });
  if (answer.status === 401) { location.reload(); throw new Error('You are not signed in any more.'); }
  const text = await answer.text();
  const data = text ? JSON.parse(text) : {};
  if (answer.ok) return data;
  const fields = Object.entries(data.errors ?? {}).map(([field, what]) => `${field} ${what.join(' and ')}`);
  throw new Error(`${data.title ?? 'That did not work'}. ${fields.join('; ') || (data.detail ?? '')}`);
}

const resting = { Stopped: 'none: asked us to stop', WithHuman: 'none while a person has the case', JourneyComplete: 'none: the journey is complete', NoPurchase: 'none: nothing bought yet', Left: 'none: has left, we said goodbye', UsedByAnother: 'none: somebody else uses it and is written to' };

function say(message) { at('notice').textContent = message ?? ''; }

async function showQueue() {
  const { now, cases, colleagues } = await call('GET', '/api/desk/cases');
  here = colleagues;
  ahead = Date.parse(now) - Date.now();
  at('count').textContent = cases.length ? `(${cases.length})` : '';
  at('empty').hidden = cases.length > 0;
  document.title = cases.some((c) => !c.owner) ? `(${cases.filter((c) => !c.owner).length}) Desk` : 'Desk';
  at('queue').replaceChildren(...cases.map((c) => {
    const button = make('button');
    button.type = 'button';
    button.dataset.case = c.id;
    button.setAttribute('aria-current', String(c.id === open));
    const top = make('span', 'top');
    top.append(make('span', '', c.customer), make('span', c.owner ? 'quiet' : '', c.owner ?? 'Waiting'));
    const late = !c.firstWordAt && new Date(c.firstWordBy) < new Date(now);
    const due = make('span', late ? 'late' : 'quiet', c.firstWordAt ? `${c.reason}, answered` : `${c.reason}, word by ${time(c.firstWordBy)}${late ? ' (late)' : ''}`);
    button.append(top, make('span', 'quiet', c.product ?? ''), document.createElement('br'), due);
    if (c.reopened) button.append(document.createElement('br'), make('span', 'late', c.reopened === 1 ? 'Opened again: not solved' : `Opened again ${c.reopened} times`));
    if (c.snoozedUntil) button.append(document.createElement('br'), make('span', 'quiet', `Laid aside until ${time(c.snoozedUntil)}, or until they write`));
    button.addEventListener('click', () => show(c.id));
    const item = make('li');
    item.append(button);
    return item;
  }));
}

// Always a download: what a customer sent is never opened as a page of the desk.
function fileLink({ name, url, bytes }) {
  const link = Object.assign(make('a', 'file', `${name} (${Math.max(1, Math.round(bytes / 1024))} KB)`), { href: url, download: name });
  const line = make('span', 'files');
  line.append(link, document.createElement('br'));
  return line;
}

async function show(id) {
  const first = id !== open;
  if (first) { at('model-summary').hidden = true; at('text').value = ''; at('outcome').value = ''; at('resolve').hidden = true; say(); }
  open = id;
  const data = await call('GET', `/api/desk/cases/${encodeURIComponent(id)}`);
  if (open !== id) return;
  current = data;
  const { summary, customer, transcript } = data;
  at('case').hidden = at('card').hidden = false;
  at('case-title').textContent = `${summary.customer}: ${summary.reason}`;
  const mood = summary.mood <= -0.8 ? 'furious' : summary.mood < -0.3 ? 'unhappy' : summary.mood > 0.3 ? 'pleased' : 'calm';
  at('case-facts').textContent = `${summary.kind} ${summary.id}, ${mood}, opened ${time(summary.openedAt)}, ${summary.isOpen ? (summary.owner ? `with ${summary.owner}` : `word promised by ${time(summary.firstWordBy)}`) : 'resolved'}`;
  at('summarise').hidden = !data.canSummarise;
  at('story').textContent = data.story || 'No words yet.';
  at('notes').replaceChildren(...data.notes.map((n) => make('li', '', `${n.agent}, ${time(n.at)}: ${n.text}`)));
  const list = at('transcript');
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  list.replaceChildren(...transcript.map((l) => {
    const item = make('li', l.speaker);
    item.append(make('span', 'who', `${l.speaker === 'Customer' ? summary.customer : l.name ?? 'Bot'}, ${time(l.at)}`));
    for (const f of l.files) item.append(fileLink(f));
    if (l.html === null || l.html === undefined) item.append(l.text);
    else item.append(...new DOMParser().parseFromString(l.html, 'text/html').body.childNodes);
    return item;
  }));
  if (first || atEnd) list.scrollTop = list.scrollHeight;
  showCard(customer);
  showActions();
  for (const b of at('queue').querySelectorAll('button')) b.setAttribute('aria-current', String(b.dataset.case === open));
}

// What the model makes of the conversation, for whoever asks; the conversation itself stands below.
async function summarise() {
  const id = open;
  at('summarise').disabled = true;
  try {
    const { summary } = await call('GET', `/api/desk/cases/${encodeURIComponent(id)}/summary`);
    if (open !== id) return;
    at('model-summary').textContent = summary ? `Summary by the model: ${summary}` : 'The model gave no summary; the conversation stands below.';
    at('model-summary').hidden = false;
  } finally {
    at('summarise').disabled = false;
  }
}

function showActions() {
  const { summary, customer } = current;
  const mine = summary.isOpen && summary.owner === me;
  at('claim').hidden = !summary.isOpen || Boolean(summary.owner);
  at('reply').hidden = !mine || !at('resolve').hidden;
  if (!mine) at('resolve').hidden = true;
  at('text').disabled = !customer.mayWrite;
  at('text').placeholder = customer.mayWrite ? 'Ctrl+Enter sends' : 'The customer asked for no more messages; you can write when they have written again.';
  const others = here.filter((name) => name !== me);
  at('more').hidden = !summary.isOpen;
  at('transfer').hidden = !mine || !others.length;
  at('snooze').hidden = !mine;
  at('take-over').hidden = !summary.owner || mine;
  if (at('to').dataset.names !== String(others)) at('to').replaceChildren(...others.map((name) => make('option', '', name)));
  at('to').dataset.names = String(others);
  at('actions').hidden = !summary.isOpen || (Boolean(summary.owner) && !mine);
}

function showCard(c) {
  const card = [make('h2', '', c.name ?? 'A visitor'), make('p', 'quiet', c.isStranger ? 'No shop has told us about them.' : `Customer ${c.id}, ${c.locale}, ${c.timeZone}`)];
  if (c.stopped) card.push(make('p', 'late', 'Asked us to stop writing.'));
  const section = (title, lines, none) => {
    card.push(make('h3', '', title));
    if (!lines.length) { card.push(make('p', 'quiet', none)); return; }
    const list = make('ul');
    list.append(...lines.map((l) => make('li', '', l)));
    card.push(list);
  };
  section('Purchases', c.purchases.map((p) => `${p.quantity > 1 ? `${p.quantity} × ` : ''}${p.product}, order ${p.orderId}, ${time(p.purchasedAt)}`), 'None known.');
  section('Promises', c.purchases.flatMap((p) => p.promises.map((x) => `${x.name}: ${x.state.toLowerCase()}${x.due ? `, due ${time(x.due)}` : ''}`)), 'None made.');
  section('Other cases', c.cases.map((k) => `${k.kind}: ${k.reason}${k.outcome ? ` – ${k.outcome}` : k.resolvedAt ? '' : ' (open)'}`), 'None.');
  section('Next contact', [c.nextContact ? `${c.nextContact.step}, ${time(c.nextContact.at)}` : resting[c.resting]], '');
  at('card').replaceChildren(...card);
}

// A press has one id until it has succeeded: sent again over a bad line, it acts once.
const pressed = new Map();
let acting = false;

async function act(verb, body, done) {
  if (acting) return false;
  acting = true;
  say();
  const press = JSON.stringify([open, verb, body]);
  if (!pressed.has(press)) pressed.set(press, `${Date.now()}-${Math.random()}`);
  try {
    await call('POST', `/api/desk/cases/${encodeURIComponent(open)}/${verb}`, { requestId: pressed.get(press), lease: current.summary.lease, ...body });
    pressed.delete(press);
    done?.();
    return true;
  } catch (error) {
    say(error.message);
    return false;
  } finally {
    acting = false;
    await refresh();
  }
}

let fresh = Promise.resolve();
function refresh() {
  fresh = fresh.then(async () => { await showQueue(); if (open) await show(open); }).catch((error) => say(error.message));
  return fresh;
}

at('claim').addEventListener('click', async () => { if (await act('claim', {})) at('text').focus(); });
at('release').addEventListener('click', () => act('release', {}));
at('reply').addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = at('text').value.trim();
  if (text) await act('reply', { text }, () => { at('text').value = ''; });
});
at('text').addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.repeat && (event.ctrlKey || event.metaKey)) at('reply').requestSubmit(); });
at('finish').addEventListener('click', () => { at('resolve').hidden = false; at('reply').hidden = true; at('outcome').focus(); });
at('not-yet').addEventListener('click', () => { at('resolve').hidden = true; showActions(); });
at('resolve').addEventListener('submit', async (event) => {
  event.preventDefault();
  await act('resolve', { outcome: at('outcome').value, ...(at('cause').value ? { cause: at('cause').value } : {}) }, () => { at('resolve').hidden = true; at('cause').value = ''; });
});

// What is not a word to the customer.
const later = (choice) => {
  if (choice !== 'morning') return new Date(Date.now() + ahead + Number(choice) * 1000);
  const morning = new Date(Date.now() + ahead);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(9, 0, 0, 0);
  return morning;
};
const on = (form, run) => at(form).addEventListener('submit', (event) => { event.preventDefault(); run(); });
on('note', async () => {
  const text = at('note-text').value.trim();
  if (text) await act('notes', { text }, () => { at('note-text').value = ''; });
});
on('transfer', () => act('transfer', { to: at('to').value }));
on('snooze', () => act('snooze', { until: later(at('until').value).toISOString() }));
on('take-over', () => act('take-over', { reason: at('reason').value.trim() }, () => { at('reason').value = ''; }));
at('invite').addEventListener('click', async () => {
  const { url } = await call('POST', '/api/people/invitations', { role: 'Agent' });
  await navigator.clipboard?.writeText(url).catch(() => {});
  say(`One-time link for a colleague${navigator.clipboard ? ' (copied)' : ''}: ${url}`);
});
at('summarise').addEventListener('click', () => summarise().catch((e) => say(e.message)));
at('sign-out').addEventListener('click', async () => { await call('POST', '/api/people/me/sign-out'); location.reload(); });

me = (await call('GET', '/api/people/me')).name;
at('agent').textContent = me;
const events = new EventSource('/api/desk/events');
events.addEventListener('changed', refresh);
events.onopen = () => { at('link-state').textContent = 'live'; };
events.onerror = () => { at('link-state').textContent = 'reconnecting …'; };
