// node botbuilder.mjs HOST CLOUD TOKENS: our host and a bot of Microsoft's SDK, side by side.
// Both are given the same activities with the same signed tokens, of the same stand-in for the cloud, and answer to the same Connector, which is this script. What the SDK's own code refuses, ours must refuse.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { check } from './schema.mjs';

const require = createRequire(import.meta.url);
const { CloudAdapter, ActivityHandler, MessageFactory } = require('botbuilder');
const { AuthenticationConfiguration, BotFrameworkAuthenticationFactory, ConnectorClient, ServiceClientCredentialsFactory } = require('botframework-connector');
const [host, cloud, tokens] = process.argv.slice(2);
const appId = '3f1c7a54-6f2b-4d0e-9a51-0c7f1f6a2b11';
const json = async (answer) => { const text = await answer.text(); return text ? JSON.parse(text) : undefined; };
const ask = (condition, what) => { if (!condition) throw new Error(what); };

// The Connector: takes what bots say, and knows the tokens that the cloud gave out.
const said = [];
const connector = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
    said.push({ method: request.method, path: request.url, headers: request.headers, activity: chunks.length ? JSON.parse(Buffer.concat(chunks)) : undefined });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: `r${said.length}` }));
  });
});
await new Promise((ready) => connector.listen(0, '127.0.0.1', ready));
const serviceUrl = `http://127.0.0.1:${connector.address().port}/`;

// Microsoft's bot. Its own token comes from the same cloud as ours.
class Credentials extends ServiceClientCredentialsFactory {
  async isValidAppId(id) { return id === appId; }
  async isAuthenticationDisabled() { return false; }
  async createCredentials() {
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: appId, client_secret: 'the secret of the app', scope: 'https://api.botframework.com/.default' });
    const { access_token: token } = await json(await fetch(`${cloud}/oauth2/v2.0/token`, { method: 'POST', body: form }));
    return { signRequest: async (resource) => { resource.headers.set('authorization', `Bearer ${token}`); return resource; } };
  }
}
const auth = BotFrameworkAuthenticationFactory.create('', false, 'https://login.microsoftonline.com/botframework.com', 'https://api.botframework.com', 'https://api.botframework.com', 'https://token.botframework.com/',
  `${cloud}/v1/.well-known/openidconfiguration`, `${cloud}/v1/.well-known/openidconfiguration`, 'urn:botframework:azure', new Credentials(), new AuthenticationConfiguration());
const bot = new ActivityHandler();
bot.onMessage(async (context, next) => { await context.sendActivity(MessageFactory.suggestedActions(['Yes', 'No'], `Echo: ${context.activity.text}`)); await next(); });
const adapter = new CloudAdapter(auth);
adapter.onTurnError = async () => {};
const peer = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const out = { socket: request.socket, status: (code) => { response.statusCode = code; return out; }, header: (name, value) => { response.setHeader(name, value); return out; }, send: (body) => { response.write(typeof body === 'string' ? body : JSON.stringify(body)); return out; }, end: (...rest) => response.end(...rest) };
  await adapter.process({ body: JSON.parse(Buffer.concat(chunks)), headers: request.headers, method: request.method }, out, (context) => bot.run(context));
});
await new Promise((ready) => peer.listen(0, '127.0.0.1', ready));
const bots = { ours: `${host}/api/messages`, theirs: `http://127.0.0.1:${peer.address().port}/api/messages` };

const sign = async (url = serviceUrl) => (await fetch(`${cloud}/sign?serviceUrl=${encodeURIComponent(url)}`)).text();
let number = 0;
const activityOf = (bot, more) => ({ type: 'message', id: `a${++number}`, timestamp: new Date().toISOString(), channelId: 'msteams', serviceUrl, from: { id: `29:maria-${bot}`, name: 'Maria', aadObjectId: '00000000-0000-0000-0000-00000000000' + (bot === 'ours' ? 1 : 2) }, recipient: { id: '28:bot', name: 'Bot' }, conversation: { id: `a:conversation-${bot}`, conversationType: 'personal', tenantId: 't' }, ...more });
const post = async (bot, activity, authorization) => fetch(bots[bot], { method: 'POST', headers: { 'content-type': 'application/json', authorization: authorization ?? `Bearer ${await sign()}` }, body: JSON.stringify(activity) });
const heard = async (conversation, count) => {
  for (let i = 0; i < 200; i++) { const found = said.filter((s) => s.activity?.type === 'message' && s.path.includes(encodeURIComponent(conversation))); if (found.length >= count) return found; await new Promise((go) => setTimeout(go, 50)); }
  throw new Error(`${conversation}: ${count} replies were not heard; ${JSON.stringify(said.map((s) => s.path))}`);
};

// 1. The same message, the same shape of answer.
for (const name of Object.keys(bots)) {
  const hello = activityOf(name, { text: 'thanks' });
  const answer = await post(name, hello);
  ask([200, 201, 202].includes(answer.status), `${name}: ${answer.status}`);
  const [reply] = await heard(hello.conversation.id, 1);
  ask(reply.method === 'POST' && decodeURIComponent(reply.path) === `/v3/conversations/${hello.conversation.id}/activities/${hello.id}`, `${name}: ${reply.method} ${reply.path}`);
  ask(/^Bearer app-token-\d+$/.test(reply.headers.authorization), `${name}: ${reply.headers.authorization}`);
  ask(reply.activity.replyToId === hello.id && reply.activity.conversation.id === hello.conversation.id && reply.activity.from.id === '28:bot' && reply.activity.recipient.id === hello.from.id, `${name}: ${JSON.stringify(reply.activity)}`);
  if (name === 'ours') check(reply.activity, 'our reply');
  console.log(`${name}: a message is answered by ${reply.method} ${decodeURIComponent(reply.path)}`);
}

// 2. Replies in the answer.
for (const name of Object.keys(bots)) {
  const body = await json(await post(name, activityOf(name, { text: 'thanks', deliveryMode: 'expectReplies' })));
  const replies = body.activities ?? body;
  ask(Array.isArray(replies) && replies.length === 1 && replies[0].type === 'message', `${name}: ${JSON.stringify(body)}`);
  if (name === 'ours') check(replies[0], 'our reply in the answer');
}
console.log('both: replies are in the answer where they are expected there');

// 3. What Teams sends besides. Ours takes all of it; a press on a card is answered at once.
for (const more of [{ type: 'typing' }, { type: 'messageReaction', reactionsAdded: [{ type: 'like' }], replyToId: 'r1' }, { type: 'messageDelete' }, { type: 'event', name: 'handoff.status', value: { state: 'accepted' } }, { type: 'endOfConversation' }, { type: 'installationUpdate', action: 'add' }, { type: 'trace' }, { type: 'handoff' }, { type: 'conversationUpdate', membersAdded: [{ id: '28:bot' }] }, { type: 'somethingNew' }]) {
  for (const name of Object.keys(bots)) ask((await post(name, activityOf(name, more))).status === 200, `${name}: ${more.type}`);
}
const card = await post('ours', activityOf('ours', { type: 'invoke', name: 'adaptiveCard/action', value: { action: { type: 'Action.Execute', verb: 'say', data: { say: 'person', on: 'Your case' } }, trigger: 'manual' } }));
const chosen = await json(card);
ask(card.status === 200 && chosen.statusCode === 200 && chosen.type === 'application/vnd.microsoft.card.adaptive' && chosen.value.type === 'AdaptiveCard', JSON.stringify(chosen));
for (const name of Object.keys(bots)) ask((await post(name, activityOf(name, { type: 'invoke', name: 'task/fetch', value: {} }))).status === 501, `${name}: task/fetch`);
console.log('both: every type of activity is taken, an invoke that nobody knows is 501');

// 4. Microsoft's client of the Connector speaks to this one as we do: so this one is one.
const client = new ConnectorClient({ signRequest: async (resource) => resource }, { baseUri: serviceUrl });
await client.conversations.replyToActivity('c 1', 'a/1', { type: 'message', text: 'x' });
await client.conversations.updateActivity('c 1', 'a/1', { type: 'message', text: 'y' });
ask(said.at(-2).path === '/v3/conversations/c%201/activities/a%2F1' && said.at(-1).method === 'PUT', JSON.stringify(said.slice(-2)));

// 5. Bad tokens: the SDK's own verdict beside ours.
let refusedByBoth = 0, refusedByUs = [];
for (const { what, token } of JSON.parse(readFileSync(tokens, 'utf8'))) {
  const activity = activityOf('ours', { type: 'typing', serviceUrl: 'https://smba.trafficmanager.net/teams/' });
  const ours = (await post('ours', activity, token)).status;
  let theirs = 200;
  try { await auth.authenticateRequest(activity, token); } catch { theirs = 401; }
  ask(!(ours === 200 && theirs === 401), `${what}: Microsoft's code refuses it and ours does not`);
  ask(ours === 200 || ours === 401, `${what}: ${ours}`);
  if (ours === 401 && theirs === 401) refusedByBoth++;
  if (ours === 401 && theirs === 200) refusedByUs.push(what);
}
ask((await post('ours', activityOf('ours', { type: 'typing', serviceUrl: 'https://smba.trafficmanager.net/teams/' }), `Bearer ${await sign('https://smba.trafficmanager.net/teams/')}`)).status === 200, 'a good token');
console.log(`${refusedByBoth} bad tokens are refused by both; by ours alone: ${refusedByUs.join('; ') || 'none'}`);
process.exit(0);
