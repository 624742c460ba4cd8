// The sample shop's page: sells through the shop's own server side, shows Web Chat, and moves the fast clock.
import { tellTyping } from '/web/typing.js';

const at = (id) => document.getElementById(id);
const dark = matchMedia('(prefers-color-scheme: dark)').matches;
let line = null;
let visit = {};
tellTyping(() => line);

async function call(method, path, body) {
  const answer = await fetch(path, { method, headers: body ? { 'Content-Type': 'application/json' } : {}, body: body && JSON.stringify(body) });
  const text = await answer.text();
  const data = text ? JSON.parse(text) : {};
  if (answer.ok) return data;
  const fields = Object.entries(data.errors ?? {}).map(([field, what]) => `${field} ${what.join(' and ')}`);
  throw new Error(fields.length ? fields.join('; ') : data.detail ?? data.title ?? `The shop answered ${answer.status}.`);
}

async function showCounter() {
  const { shop, locales, products } = await call('GET', '/shop/catalogue');
  document.title = shop;
  at('shop-name').textContent = shop;
  at('products').replaceChildren(...products.map((p, i) => {
    const label = document.createElement('label');
    label.className = 'product';
    const radio = Object.assign(document.createElement('input'), { type: 'radio', name: 'product', value: p.name, checked: i === 0, required: true });
    const words = document.createElement('span');
    words.append(Object.assign(document.createElement('strong'), { textContent: p.name }), Object.assign(document.createElement('span'), { className: 'quiet', textContent: p.summary }));
    const price = Object.assign(document.createElement('span'), { textContent: new Intl.NumberFormat('en', { style: 'currency', currency: p.currency }).format(p.price) });
    label.append(radio, words, price);
    return label;
  }));
  at('locale').replaceChildren(...locales.map((l) => new Option(l.name, l.tag)));
}

function openChat(me) {
  visit = me;
  at('counter').hidden = true;
  at('chat-room').hidden = false;
  at('chat-title').textContent = me.product ? `Your ${me.product}` : 'Your questions';
  if (!line) {
    line = WebChat.createDirectLine({ token: me.token, domain: `${location.origin}/v3/directline`, webSocket: true });
    WebChat.renderWebChat({
      directLine: line,
      userID: me.user,
      username: me.name ?? 'Visitor',
      locale: 'en',
      styleOptions: {
        uploadAccept: 'image/png,image/jpeg,image/gif,image/webp,application/pdf,text/plain',
        bubbleBackground: dark ? '#20302a' : '#eaf1ec',
        bubbleTextColor: dark ? '#e8ece8' : '#1c2521',
        bubbleBorderRadius: 12,
        bubbleFromUserBackground: dark ? '#2f6f5b' : '#1f5d4a',
        bubbleFromUserTextColor: '#ffffff',
        bubbleFromUserBorderRadius: 12,
        backgroundColor: dark ? '#1b2220' : '#ffffff',
        sendBoxBackground: dark ? '#1b2220' : '#ffffff',
        sendBoxTextColor: dark ? '#e8ece8' : '#1c2521',
        subtle: dark ? '#a3b1a9' : '#5a6a62',
        accent: dark ? '#6fc3a5' : '#1f5d4a',
        suggestedActionLayout: 'flow',
        timestampFormat: 'absolute',
      },
    }, at('webchat'));
    line.activity$.subscribe((activity) => { if (activity.type === 'message') refreshSoon(); });
  }
  showClock();
}

function showClock() {
  const format = (moment) => new Date(moment).toLocaleString('en-GB', { weekday: 'short', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });
  at('now').textContent = visit.now ? `It is ${format(visit.now)}` : '';
  const reasons = { Stopped: 'you asked us to stop', WithHuman: 'a person has your case', JourneyComplete: 'the journey is complete', NoPurchase: 'nothing was bought yet', Left: 'you have left us, and we said goodbye', UsedByAnother: 'somebody else uses it and is written to' };
  at('next').textContent = visit.next ? `We next write to you on ${format(visit.next.at)} (${visit.next.step})` : `Nothing is planned: ${reasons[visit.resting] ?? 'nothing was bought yet'}`;
  at('jump').disabled = !visit.next;
}

let pending = 0;
function refreshSoon() {
  clearTimeout(pending);
  pending = setTimeout(async () => { visit = { ...visit, ...await call('GET', '/shop/me') }; showClock(); }, 300);
}

async function move(body) {
  at('clock-error').textContent = '';
  at('jump').disabled = at('day').disabled = true;
  try {
    await call('POST', '/dev/clock', body);
    visit = { ...visit, ...await call('GET', '/shop/me') };
  } catch (error) {
    at('clock-error').textContent = error.message;
  }
  at('day').disabled = false;
  showClock();
}

at('buy').addEventListener('submit', async (event) => {
  event.preventDefault();
  at('buy-error').textContent = '';
  const form = new FormData(event.target);
  try {
    openChat(await call('POST', '/shop/orders', { product: form.get('product'), name: form.get('name'), locale: form.get('locale'), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }));
  } catch (error) {
    at('buy-error').textContent = error.message;
  }
});
at('visit').addEventListener('click', async () => openChat(await call('POST', '/shop/visits', {})));
at('again').addEventListener('click', () => {
  at('chat-room').hidden = true;
  at('counter').hidden = false;
  at('name').value = visit.name ?? '';
});
at('leave').addEventListener('click', async () => { await call('DELETE', '/shop/me'); location.reload(); });
at('day').addEventListener('click', () => move({ advance: '1.00:00:00' }));
at('jump').addEventListener('click', () => move({ to: visit.next.at }));

await showCounter();
const me = await call('GET', '/shop/me');
if (me.token) openChat(me);
