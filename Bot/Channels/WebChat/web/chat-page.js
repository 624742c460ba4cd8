// The chat in its frame: takes who is chatting from the page around it, shows Web Chat, and tells that page what is new. Only pages that the host allows can put this one into a frame.
import { tellTyping } from '/web/typing.js';

const at = (id) => document.getElementById(id);
const labels = {
  en: { chat: 'Chat', offline: 'You are offline. The chat goes on by itself when the connection is back.' },
  es: { chat: 'Chat', offline: 'Está sin conexión. El chat continúa solo cuando vuelva.' },
  de: { chat: 'Chat', offline: 'Sie sind offline. Der Chat geht von selbst weiter, sobald die Verbindung wieder da ist.' },
  fr: { chat: 'Chat', offline: 'Vous êtes hors ligne. Le chat reprend tout seul dès que la connexion revient.' },
};
const EXPIRED = 3, FAILED = 4;
let words = labels.en;
let around = null;
let session = null;
let line = null;
let given = null;
let isOpen = false;
tellTyping(() => line);

const tell = (message) => window.parent.postMessage({ followupbot: 1, ...message }, around ?? '*');

addEventListener('message', ({ origin, source, data }) => {
  if (source !== window.parent || data?.followupbot !== 1 || (around && origin !== around)) return;
  around = origin;
  if (data.type === 'session') begin(data);
  else if (data.type === 'theme' && session) { session.dark = data.dark; render(); }
  else if (data.type === 'opened') { isOpen = true; focusBox(); }
  else if (data.type === 'closed') isOpen = false;
});

function begin(next) {
  words = labels[String(next.locale).toLowerCase().split('-')[0]] ?? labels.en;
  document.documentElement.lang = next.locale;
  document.title = words.chat;
  at('notice').textContent = next.notice ?? '';
  isOpen = next.isOpen;

  // In the same conversation what could not be sent stays on the screen, to be sent again.
  const isSame = session?.conversation === next.conversation && session.user === next.user;
  session = { ...next, store: isSame ? session.store : WebChat.createStore() };
  line?.end();
  line = connect(session);
  render();
  if (isOpen) focusBox();
}

function connect({ token }) {
  const opened = WebChat.createDirectLine({ token, domain: `${location.origin}/v3/directline`, webSocket: true });
  opened.activity$.subscribe({
    next: (activity) => {
      if (activity.type === 'message' && activity.from.role === 'bot') tell({ type: 'heard', sequence: activity.channelData?.['webchat:sequence-id'], conversation: session.conversation });
      if (activity.type === 'endOfConversation') over(opened);
    },
    error: () => over(opened),
  });
  opened.connectionStatus$.subscribe((status) => { if (status === EXPIRED || status === FAILED) over(opened); });
  return opened;
}

// A token that is too old and a conversation that has ended are both cured by a new session, which the page around us asks for.
function over(which) {
  if (which !== line || which === given) return;
  given = which;
  tell({ type: 'expired' });
}

function render() {
  const { dark, color, ink, user, name, locale, store } = session;
  document.documentElement.classList.toggle('dark', dark);
  document.documentElement.style.setProperty('--own-ink', ink);
  const accent = dark ? '#8fd3bb' : color;
  WebChat.renderWebChat({
    directLine: line,
    store,
    userID: user,
    username: name ?? '',
    locale,
    styleOptions: {
      primaryFont: 'system-ui, "Segoe UI", Roboto, Ubuntu, sans-serif',
      bubbleBackground: dark ? '#26312c' : '#f0f3f0',
      bubbleTextColor: dark ? '#e8ece8' : '#1c2521',
      bubbleBorderWidth: 0,
      bubbleBorderRadius: 14,
      bubbleFromUserBackground: color,
      bubbleFromUserTextColor: ink,
      bubbleFromUserBorderWidth: 0,
      bubbleFromUserBorderRadius: 14,
      bubbleMaxWidth: 330,
      paddingRegular: 12,
      backgroundColor: dark ? '#1b2220' : '#ffffff',
      sendBoxBackground: dark ? '#1b2220' : '#ffffff',
      sendBoxTextColor: dark ? '#e8ece8' : '#1c2521',
      sendBoxPlaceholderColor: dark ? '#a3b1a9' : '#5a6a62',
      sendBoxButtonColor: dark ? '#c9d4cd' : '#3f4d46',
      sendBoxHeight: 52,
      sendBoxBorderTop: `1px solid ${dark ? '#33403a' : '#e2e6e1'}`,
      subtle: dark ? '#a3b1a9' : '#5a6a62',
      timestampColor: dark ? '#a3b1a9' : '#5a6a62',
      accent,
      suggestedActionLayout: 'flow',
      suggestedActionBorderRadius: 18,
      suggestedActionBorderColor: accent,
      suggestedActionTextColor: accent,
      suggestedActionBackgroundColor: dark ? '#1b2220' : '#ffffff',
      suggestedActionHeight: 40,
      uploadAccept: 'image/png,image/jpeg,image/gif,image/webp,application/pdf,text/plain',
      uploadMultiple: true,
    },
  }, at('webchat'));
}

// The box is there a moment after Web Chat is.
function focusBox(tries = 40) {
  const box = document.querySelector('[data-id="webchat-sendbox-input"]');
  if (box) box.focus();
  else if (tries > 0) setTimeout(() => { if (isOpen) focusBox(tries - 1); }, 50);
}

// Clients refresh a token by themselves; after a reload the page begins with the newest.
let known = null;
setInterval(() => {
  if (!line || line.token === known) return;
  known = line.token;
  tell({ type: 'token', token: known });
}, 30_000);

const showLine = () => { at('line').textContent = navigator.onLine ? '' : words.offline; };
addEventListener('online', showLine);
addEventListener('offline', showLine);
addEventListener('keydown', (event) => { if (event.key === 'Escape' && !event.defaultPrevented) tell({ type: 'close' }); });
tell({ type: 'ready' });
