// The chat on a page of the shop: a button, a panel, and in it a frame with the chat itself, so that neither page can disturb the other.
//   <script src="https://bot.example/chat.js" defer data-color="#1f5d4a" data-position="right" data-theme="auto" data-locale="en" data-title="" data-customer=""></script>
// Who is chatting is kept in the storage of the shop's page and given to the frame by postMessage; secrets are not among it.
(() => {
  'use strict';
  const script = document.currentScript;
  if (!script || window.FollowUpBot) return;
  const host = new URL(script.src).origin;
  const option = (name) => script.dataset[name] ?? '';

  // Labels of the controls; what the bot says comes from the host.
  const labels = {
    en: { open: 'Open chat', close: 'Close chat', chat: 'Chat', unread: (n) => (n === 1 ? '1 new message' : `${n} new messages`), failed: 'The chat cannot be reached right now. Please try again in a moment.', again: 'Try again', guest: 'We could not sign you in, so you are chatting as a guest.' },
    es: { open: 'Abrir el chat', close: 'Cerrar el chat', chat: 'Chat', unread: (n) => (n === 1 ? '1 mensaje nuevo' : `${n} mensajes nuevos`), failed: 'Ahora mismo no se puede abrir el chat. Inténtelo de nuevo en un momento.', again: 'Intentar de nuevo', guest: 'No hemos podido iniciar su sesión; está en el chat como invitado.' },
    de: { open: 'Chat öffnen', close: 'Chat schließen', chat: 'Chat', unread: (n) => (n === 1 ? '1 neue Nachricht' : `${n} neue Nachrichten`), failed: 'Der Chat ist gerade nicht erreichbar. Bitte versuchen Sie es gleich noch einmal.', again: 'Noch einmal versuchen', guest: 'Wir konnten Sie nicht anmelden; Sie chatten als Gast.' },
    fr: { open: 'Ouvrir le chat', close: 'Fermer le chat', chat: 'Chat', unread: (n) => (n === 1 ? '1 nouveau message' : `${n} nouveaux messages`), failed: 'Le chat est injoignable pour le moment. Veuillez réessayer dans un instant.', again: 'Réessayer', guest: 'Nous n’avons pas pu vous identifier ; vous discutez en tant qu’invité.' },
  };
  const locale = option('locale') || document.documentElement.lang || 'en';
  const words = labels[locale.toLowerCase().split('-')[0]] ?? labels.en;

  const color = /^#[0-9a-f]{6}$/i.test(option('color')) ? option('color') : '#1f5d4a';
  const ink = inkOn(color);
  const wide = matchMedia('(min-width: 480px)');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (option('theme') === 'dark' || (option('theme') !== 'light' && dark.matches));

  // Storage may be shut off; then the chat lives as long as the page.
  const memory = new Map();
  const storageOf = (get) => ({
    read(key) { try { return get().getItem(key) ?? memory.get(key) ?? null; } catch { return memory.get(key) ?? null; } },
    write(key, value) { memory.set(key, value); try { if (value === null) get().removeItem(key); else get().setItem(key, value); } catch { /* kept in memory */ } },
  });
  const lasting = storageOf(() => localStorage);
  const passing = storageOf(() => sessionStorage);
  const key = (name) => `followupbot ${host} ${name}`;

  let handOver = option('customer');
  let session = null;
  let connecting = null;
  let frame = null;
  let isReady = false;
  let isOpen = false;
  let unread = 0;
  let failures = 0;
  let expiries = 0;
  let expiredAt = 0;

  const root = document.createElement('div');
  root.id = 'followupbot-chat';
  const shadow = root.attachShadow({ mode: 'open' });
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const icon = (path) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    line.setAttribute('d', path);
    svg.append(line);
    return svg;
  };

  const badge = make('span', { className: 'badge', hidden: true });
  badge.setAttribute('aria-hidden', 'true');
  const launcher = make('button', { type: 'button', className: 'launcher' },
    icon('M5.7 8.3 12 14.6l6.3-6.3 1.4 1.4-7.7 7.7-7.7-7.7z'), icon('M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.6 4.1c-.6.5-1.4.1-1.4-.6V16A2.5 2.5 0 0 1 4 13.5z'), badge);
  launcher.setAttribute('aria-haspopup', 'dialog');
  launcher.setAttribute('aria-controls', 'panel');
  const title = make('h2', { id: 'title', textContent: option('title') || words.chat });
  const close = make('button', { type: 'button', className: 'close' }, icon('M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4L12 13.4 6.4 19 5 17.6 10.6 12 5 6.4z'));
  close.setAttribute('aria-label', words.close);
  const place = make('div', { className: 'place' });
  const trouble = make('p', { hidden: true });
  trouble.setAttribute('role', 'alert');
  const again = make('button', { type: 'button', className: 'again', textContent: words.again, hidden: true });
  const guards = [0, 1].map(() => make('span', { tabIndex: -1, className: 'guard' }));
  const panel = make('div', { id: 'panel', className: 'panel', hidden: true }, guards[0], make('header', {}, title, close), make('div', { className: 'body' }, place, make('div', { className: 'trouble' }, trouble, again)), guards[1]);
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-labelledby', 'title');
  const news = make('span', { className: 'hidden' });
  news.setAttribute('role', 'status');
  shadow.append(panel, launcher, news);

  // Made by script, so that a page that allows no inline styles shows it all the same.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    .launcher, .close, .again { font: inherit; border: 0; cursor: pointer; padding: 0; }
    .launcher { position: fixed; z-index: 2147483000; bottom: calc(20px + env(safe-area-inset-bottom)); width: 60px; height: 60px; border-radius: 50%; background: ${color}; color: ${ink};
      box-shadow: 0 1px 3px rgb(0 0 0 / 24%), 0 8px 24px rgb(0 0 0 / 22%); display: grid; place-items: center; transition: transform .18s ease; }
    .launcher:hover { transform: scale(1.05); }
    svg { width: 28px; height: 28px; fill: currentColor; display: block; }
    .launcher[aria-expanded="false"] svg:first-of-type, .launcher[aria-expanded="true"] svg:last-of-type { display: none; }
    .close svg { width: 20px; height: 20px; }
    :focus-visible { outline: 3px solid ${ink}; outline-offset: -5px; box-shadow: 0 0 0 3px ${color}, 0 0 0 5px #fff; }
    .badge { position: absolute; top: -3px; right: -3px; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px; background: #b3261e; color: #fff; border: 2px solid #fff;
      font: 600 12px/18px system-ui, sans-serif; text-align: center; }
    .panel { position: fixed; z-index: 2147483001; bottom: calc(92px + env(safe-area-inset-bottom)); width: min(400px, calc(100vw - 32px)); height: min(660px, calc(100dvh - 112px)); display: flex; flex-direction: column;
      border-radius: 18px; overflow: hidden; background: #fff; color: #1c2521; font: 16px/1.5 system-ui, "Segoe UI", Roboto, Ubuntu, sans-serif; box-shadow: 0 0 0 1px rgb(0 0 0 / 6%), 0 18px 50px rgb(0 0 0 / 26%); animation: rise .2s ease-out; }
    .panel.dark { background: #1b2220; color: #e8ece8; box-shadow: 0 0 0 1px rgb(255 255 255 / 12%), 0 18px 50px rgb(0 0 0 / 50%); }
    .right { right: calc(20px + env(safe-area-inset-right)); }
    .left { left: calc(20px + env(safe-area-inset-left)); }
    header { display: flex; align-items: center; gap: 8px; padding: 10px 8px 10px 18px; background: ${color}; color: ${ink}; flex: none; }
    h2 { font: 600 17px/1.3 system-ui, "Segoe UI", Roboto, Ubuntu, sans-serif; margin: 0; flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .close { width: 44px; height: 44px; border-radius: 12px; background: transparent; color: inherit; display: grid; place-items: center; }
    .close:hover { background: rgb(127 127 127 / 28%); }
    .body { position: relative; flex: 1; min-height: 0; }
    .place, iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; display: block; color-scheme: normal; }
    .trouble { position: absolute; inset: 0; display: grid; align-content: center; justify-items: center; gap: 16px; padding: 24px; text-align: center; pointer-events: none; }
    .trouble > * { margin: 0; pointer-events: auto; }
    .again { background: ${color}; color: ${ink}; border-radius: 10px; padding: 10px 18px; min-height: 44px; }
    .guard, .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    @keyframes rise { from { opacity: 0; transform: translateY(12px); } }
    @media (max-width: 479.98px) {
      .panel { inset: 0; width: auto; height: 100dvh; border-radius: 0; padding-bottom: env(safe-area-inset-bottom); animation-name: none; }
      header { padding-top: calc(6px + env(safe-area-inset-top)); }
    }
    @media (prefers-reduced-motion: reduce) { .launcher, .panel { animation: none; transition: none; } .launcher:hover { transform: none; } }
    @media print { :host { display: none; } }
  `);
  shadow.adoptedStyleSheets = [sheet];
  const side = option('position') === 'left' ? 'left' : 'right';
  launcher.classList.add(side);
  panel.classList.add(side);

  function inkOn(background) {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(background.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    return 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? '#ffffff' : '#000000';
  }

  // Only to know one's own customer again after a reload; whether it is true is for the host to say.
  function subjectOf(token) {
    try { return JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).sub ?? null; } catch { return null; }
  }

  async function fetchSession() {
    const visitor = lasting.read(key('visitor'));
    const answer = await fetch(`${host}/chat/token`, {
      method: 'POST',
      mode: 'cors',
      credentials: 'omit',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...(visitor ? { visitor } : {}), ...(handOver ? { handOver } : {}) }),
    });
    if (!answer.ok) throw new Error(`The host answered ${answer.status}.`);
    const got = await answer.json();
    if (got.refused) {
      // The page may have lain open for longer than the shop vouches for; then what was given before still holds.
      const kept = JSON.parse(passing.read(key('session')) ?? 'null');
      if (kept && kept.customer === subjectOf(handOver) && kept.until > Date.now()) return kept;
      console.warn(`FollowUpBot: the customer of data-customer is not signed in: the token is ${got.refused}.`);
    }
    lasting.write(key('visitor'), got.visitor ?? null);
    const fresh = { ...got, customer: got.signedIn ? subjectOf(handOver) : null, until: Date.now() + got.expiresIn * 1000, notice: got.refused ? words.guest : '' };
    passing.write(key('session'), fresh.customer ? JSON.stringify(fresh) : null);
    return fresh;
  }

  // Gets a session and gives it to the frame; asked again while it is under way, it is under way.
  function connect() {
    connecting ??= (async () => {
      try {
        session = await fetchSession();
        failures = 0;
        if (!option('title')) title.textContent = session.shop;
        trouble.hidden = again.hidden = true;
        if (isReady) give();
        else mount();
      } catch (error) {
        console.warn(`FollowUpBot: ${error.message}`);
        trouble.textContent = words.failed;
        trouble.hidden = again.hidden = Boolean(frame);

        // A chat that was there comes back by itself; what is in it can be read meanwhile.
        if (frame) setTimeout(connect, Math.min(60_000, 2000 * 2 ** failures++));
      } finally {
        connecting = null;
      }
    })();
    return connecting;
  }

  function mount() {
    if (frame) return;
    frame = make('iframe', { src: `${host}/chat`, title: title.textContent, allow: 'clipboard-write' });
    place.replaceChildren(frame);
  }

  const post = (message) => frame?.contentWindow?.postMessage({ followupbot: 1, ...message }, host);
  const give = () => post({ type: 'session', token: session.token, user: session.user, name: session.name, conversation: session.conversation, notice: session.notice, locale, color, ink, dark: isDark(), isOpen });

  addEventListener('message', ({ origin, source, data }) => {
    if (origin !== host || !frame || source !== frame.contentWindow || data?.followupbot !== 1) return;
    if (data.type === 'ready') {
      isReady = true;
      if (session) give();
    } else if (data.type === 'close') {
      hide();
    } else if (data.type === 'heard') {
      hear(Number(data.sequence), String(data.conversation));
    } else if (data.type === 'token' && session) {
      session = { ...session, token: String(data.token), until: Date.now() + session.expiresIn * 1000 };
      if (session.customer) passing.write(key('session'), JSON.stringify(session));
    } else if (data.type === 'expired') {
      // At once; but if that does not help, slower and slower.
      expiries = Date.now() - expiredAt > 60_000 ? 0 : expiries + 1;
      expiredAt = Date.now();
      setTimeout(connect, Math.min(60_000, 200 * 4 ** expiries));
    }
  });

  // Seen is seen on every page of the shop.
  function hear(sequence, conversation) {
    const seen = key(`seen ${conversation}`);
    if (!(sequence > Number(lasting.read(seen) ?? 0))) return;
    if (isOpen) lasting.write(seen, String(sequence));
    else waiting.set(conversation, [...new Set([...(waiting.get(conversation) ?? []), sequence])]);
    show();
  }

  const waiting = new Map();

  function show() {
    if (isOpen) {
      for (const [conversation, sequences] of waiting) lasting.write(key(`seen ${conversation}`), String(Math.max(...sequences)));
      waiting.clear();
    }
    const count = session ? (waiting.get(session.conversation) ?? []).length : 0;
    if (count > unread) news.textContent = words.unread(count);
    if (count === 0) news.textContent = '';
    unread = count;
    badge.hidden = count === 0;
    badge.textContent = count > 9 ? '9+' : String(count);
    launcher.setAttribute('aria-label', `${isOpen ? words.close : words.open}${count ? `, ${words.unread(count)}` : ''}`);
    launcher.setAttribute('aria-expanded', String(isOpen));
    panel.hidden = !isOpen;
    panel.classList.toggle('dark', isDark());
    launcher.hidden = isOpen && !wide.matches;
    panel.setAttribute('aria-modal', String(!wide.matches));

    // Where the panel fills the screen, what is behind it is not walked through.
    for (const guard of guards) guard.tabIndex = wide.matches ? -1 : 0;
  }

  async function open() {
    if (isOpen) return;
    isOpen = true;
    passing.write(key('open'), '1');
    show();
    close.focus();
    post({ type: 'opened' });
    if (!session) await connect();
    if (isOpen && frame && shadow.activeElement === close) frame.focus();
  }

  function hide() {
    if (!isOpen) return;
    isOpen = false;
    passing.write(key('open'), null);
    show();
    post({ type: 'closed' });
    launcher.focus();
  }

  launcher.addEventListener('click', () => (isOpen ? hide() : open()));
  close.addEventListener('click', hide);
  again.addEventListener('click', connect);
  panel.addEventListener('keydown', (event) => { if (event.key === 'Escape') { event.stopPropagation(); hide(); } });
  guards[0].addEventListener('focus', () => (frame ?? close).focus());
  guards[1].addEventListener('focus', () => close.focus());
  wide.addEventListener('change', show);
  dark.addEventListener('change', () => { show(); if (isReady) post({ type: 'theme', dark: isDark() }); });

  // For pages that sign people in without loading anew.
  window.FollowUpBot = Object.freeze({
    open,
    close: hide,
    signIn(token) { handOver = String(token); return connect().then(show); },
    signOut() {
      handOver = '';
      passing.write(key('session'), null);
      session = null;
      waiting.clear();
      if (frame) { frame.remove(); frame = null; isReady = false; }
      show();
      return isOpen ? connect() : Promise.resolve();
    },
  });

  function start() {
    document.body.append(root);
    show();
    if (passing.read(key('open'))) open();

    // Whoever has chatted before, or is known, hears what is new; nobody else loads more than this script.
    else if (handOver || lasting.read(key('visitor'))) (window.requestIdleCallback ?? setTimeout)(() => connect());
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();
