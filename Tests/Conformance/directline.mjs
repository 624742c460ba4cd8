// Microsoft's Direct Line client against the real host: node directline.mjs CASE URL TOKEN. Ends with 0 when the client saw what it should.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { check } from './schema.mjs';

const [, , name, url, token] = process.argv;

// The client refreshes a token after a quarter of an hour; here that is a moment.
const QUARTER = 15 * 60 * 1000;
const every = globalThis.setInterval;
let refreshEvery = QUARTER;
globalThis.setInterval = (what, after, ...rest) => every(what, after === QUARTER ? refreshEvery : after, ...rest);
globalThis.WebSocket = WebSocket;

const require = createRequire(import.meta.url);
const { DirectLine, ConnectionStatus } = require('botframework-directlinejs');
const { Observable } = createRequire(require.resolve('botframework-directlinejs'))('rxjs/Observable');

// The client's own way to ask is a browser's.
const asked = [];
const ajax = ({ url, method = 'GET', body, headers, responseType }) => Observable.create((subscriber) => {
  const isForm = body instanceof FormData;
  asked.push(`${method} ${new URL(url).pathname}`);
  fetch(url, { method, headers, body: body === undefined || isForm ? body : JSON.stringify(body) })
    .then(async (answer) => {
      const response = responseType === 'arraybuffer' ? await answer.arrayBuffer() : JSON.parse((await answer.text()) || 'null');
      if (!answer.ok) throw Object.assign(new Error(`${answer.status}`), { status: answer.status, response, xhr: { getResponseHeader: (header) => answer.headers.get(header) } });
      subscriber.next({ status: answer.status, response });
      subscriber.complete();
    })
    .catch((error) => subscriber.error(Object.assign(error, { status: error.status ?? 0, xhr: error.xhr ?? { getResponseHeader: () => null } })));
});

class Client {
  activities = [];
  statuses = [];
  ended = null;

  constructor(options) {
    this.line = new DirectLine({ token, domain: `${url}/v3/directline`, ajax, WebSocket, random: () => 0, timeout: 1000, pollingInterval: 200, ...options });
    this.line.connectionStatus$.subscribe((status) => this.statuses.push(status));
    this.line.activity$.subscribe({ next: (a) => { check(a, `${a.type} ${a.id}`); this.activities.push(a); }, error: (e) => { this.ended = e; }, complete: () => { this.ended = 'complete'; } });
  }

  get messages() { return this.activities.filter((a) => a.type === 'message'); }

  say(text, more = {}) { return this.post({ type: 'message', text, from: { id: 'dl_client' }, ...more }); }

  post(activity) { return new Promise((done, fail) => this.line.postActivity(activity).subscribe(done, fail)); }

  async until(what, is, seconds = 20) {
    for (const begun = Date.now(); Date.now() - begun < seconds * 1000; await pause(25)) if (await is(this)) return;
    assert.fail(`${what} did not come. Statuses ${this.statuses}; asked ${asked.slice(-6)}; messages ${JSON.stringify(this.messages.map((m) => m.text))}`);
  }
}

async function talk(webSocket) {
  const client = new Client({ webSocket });
  await client.until('the greeting', (c) => c.messages.some((m) => m.from.role === 'bot' && /assistant, a program/.test(m.text)));
  assert.equal(client.statuses.at(-1), ConnectionStatus.Online);
  const id = await client.say('hello there', { channelData: { clientActivityID: 'mine-1' } });
  await client.until('the echo', (c) => c.messages.some((m) => m.channelData?.clientActivityID === 'mine-1'));
  const echo = client.messages.find((m) => m.channelData?.clientActivityID === 'mine-1');
  assert.equal(echo.id, id);
  assert.equal(echo.from.id, 'dl_maria');
  assert.equal(echo.text, 'hello there');
  await client.until('the answer', (c) => c.messages.at(-1).from.role === 'bot' && c.messages.length >= 3);
  for (let i = 0; i < 3 && !client.messages.some((m) => m.suggestedActions); i++) {
    const before = client.messages.length;
    await client.say(`flibber gromp ${i}`);
    await client.until('an answer', (c) => c.messages.length >= before + 2);
  }
  const offered = client.messages.find((m) => m.suggestedActions);
  assert.ok(offered, 'no answers were offered');
  assert.deepEqual(offered.suggestedActions.actions.map((a) => a.type).filter((t) => t !== 'imBack'), []);
  assert.equal(new Set(client.messages.map((m) => m.id)).size, client.messages.length, 'a line came twice');
  assert.equal(asked.some((a) => a.startsWith('GET') && a.endsWith('/activities')), !webSocket);
  await client.post({ type: 'typing', from: { id: 'dl_client' } });
  await client.post({ type: 'event', name: 'webchat/join', value: { language: 'en' }, from: { id: 'dl_client' } });
  const session = await new Promise((done) => client.line.getSessionId().subscribe(done));
  assert.match(session, /^[0-9a-f]{16,}$/);
  return `said ${client.messages.length} lines`;
}

// A wire that can be cut: what goes through it breaks off in the middle, as on a phone that changes networks.
async function wire() {
  const to = new URL(url);
  const open = new Set();
  let isCut = false;
  const server = net.createServer((near) => {
    if (isCut) return near.destroy();
    const far = net.connect(Number(to.port), to.hostname);
    for (const [a, b] of [[near, far], [far, near]]) {
      open.add(a);
      a.on('error', () => b.destroy()).on('close', () => { open.delete(a); b.destroy(); }).pipe(b);
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  server.unref();
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut() { isCut = true; for (const socket of open) socket.destroy(); },
    mend() { isCut = false; },
  };
}

const refreshes = () => asked.filter((a) => a.endsWith('/tokens/refresh')).length;

// Whoever started this moves the host's clock on by twenty minutes for these words; the next line's time shows that it has happened.
async function timePasses(client) {
  const before = Date.parse(client.messages.at(-1).timestamp);
  await client.say('let time pass');
  await client.until('the time', async (c) => { await c.say('what time is it?'); return Date.parse(c.messages.at(-1).timestamp) > before + 15 * 60_000; });
}

const cases = {
  socket: () => talk(true),
  polling: () => talk(false),

  async reconnect() {
    const line = await wire();
    const client = new Client({ webSocket: true, domain: `${line.url}/v3/directline` });
    await client.until('the greeting', (c) => c.messages.length >= 1);
    for (let round = 0; round < 2; round++) {
      line.cut();
      for (let i = 0; i < 3; i++) {
        const answer = await fetch(`${url}/v3/directline/conversations/${client.line.conversationId}/activities`, {
          method: 'POST', headers: { Authorization: `Bearer ${client.line.token}`, 'Content-Type': 'application/json' },
          body: JSON.stringify({ type: 'message', text: `round ${round} line ${i}`, from: { id: 'x' } }),
        });
        assert.equal(answer.status, 200);
      }
      line.mend();
      await client.until('what was said meanwhile', (c) => c.messages.some((m) => m.text === `round ${round} line 2`) && c.messages.at(-1).from.role === 'bot', 40);
      await client.say(`after ${round}`);
      await client.until('its echo', (c) => c.messages.some((m) => m.text === `after ${round}`) && c.messages.at(-1).from.role === 'bot');
    }
    await pause(500);
    const all = await (await fetch(`${url}/v3/directline/conversations/${client.line.conversationId}/activities`, { headers: { Authorization: `Bearer ${client.line.token}` } })).json();
    assert.deepEqual(client.messages.map((m) => m.id), all.activities.map((m) => m.id));
    return `${client.messages.length} lines, each once, in order`;
  },

  async refresh() {
    refreshEvery = 500;
    const client = new Client({ webSocket: true });
    await client.until('the greeting', (c) => c.messages.length >= 1);
    const first = client.line.token;
    await timePasses(client);
    const before = refreshes();
    await client.until('the next refresh', () => refreshes() >= before + 2);
    await timePasses(client);
    const old = await fetch(`${url}/v3/directline/tokens/refresh`, { method: 'POST', headers: { Authorization: `Bearer ${first}` } });
    assert.equal(old.status, 403);
    assert.notEqual(await client.say('still here'), 'retry');
    await client.until('the echo', (c) => c.messages.some((m) => m.text === 'still here'));
    assert.ok(!client.statuses.includes(ConnectionStatus.ExpiredToken));
    return 'refreshed';
  },

  async expired() {
    const client = new Client({ webSocket: true });
    await client.until('the greeting', (c) => c.messages.length >= 1);
    await timePasses(client);
    await client.say('let time pass');
    let answer = '';
    await client.until('the refusal', async () => { answer = await client.say('too late?'); return answer === 'retry'; });
    assert.equal(answer, 'retry');
    assert.equal(client.statuses.at(-1), ConnectionStatus.ExpiredToken);
    return 'expired';
  },

  async ended() {
    const client = new Client({ webSocket: true });
    await client.until('the greeting', (c) => c.messages.length >= 1);
    await client.post({ type: 'endOfConversation', from: { id: 'dl_client' } });
    await client.until('the end', (c) => c.activities.some((a) => a.type === 'endOfConversation'));
    await client.until('the client to see it', (c) => c.ended);
    assert.equal(client.ended.message, 'conversation ended');
    const before = asked.length;
    await pause(5000);
    assert.equal(asked.length, before, 'it went on asking');
    return 'ended';
  },

  async endedPolling() {
    const client = new Client({ webSocket: false });
    await client.until('the greeting', (c) => c.messages.length >= 1);
    await client.post({ type: 'endOfConversation', from: { id: 'dl_client' } });
    await client.until('the end', (c) => c.statuses.at(-1) === ConnectionStatus.Ended);
    return 'ended';
  },

  async upload() {
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
    const client = new Client({ webSocket: true });
    await client.until('the greeting', (c) => c.messages.length >= 1);
    const files = ['broken part.png', 'broken part.png', 'note.txt'].map((file) => file.endsWith('png')
      ? { name: file, contentType: 'image/png', contentUrl: `data:image/png;base64,${png.toString('base64')}` }
      : { name: file, contentType: 'text/plain', contentUrl: `data:text/plain;base64,${Buffer.from('it cracked').toString('base64')}` });
    await client.post({ type: 'message', text: '', from: { id: 'dl_maria' }, attachments: files, channelData: { clientActivityID: 'photo' } });
    await client.until('the files', (c) => c.messages.some((m) => m.attachments));
    const sent = client.messages.find((m) => m.attachments);
    assert.equal(sent.channelData.clientActivityID, 'photo');
    assert.deepEqual(sent.attachments.map((a) => a.contentType).sort(), ['image/png', 'image/png', 'text/plain']);
    const picture = sent.attachments.find((a) => a.name === 'broken part.png');
    const got = await fetch(picture.contentUrl);
    assert.equal(got.status, 200);
    assert.match(got.headers.get('content-disposition'), /^attachment/);
    assert.equal(got.headers.get('x-content-type-options'), 'nosniff');
    assert.deepEqual(Buffer.from(await got.arrayBuffer()), png);
    await client.until('what becomes of them', (c) => c.messages.some((m) => /files are here/.test(m.text ?? '')));
    return 'uploaded';
  },
};

console.log(`${name}: ${await cases[name]()}`);
process.exit(0);
