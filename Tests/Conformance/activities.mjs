// node activities.mjs FILE: each line is an activity that we send; every one must be of the schema.
import { readFileSync } from 'node:fs';
import { check } from './schema.mjs';

const lines = readFileSync(process.argv[2], 'utf8').trim().split('\n');
lines.forEach((line, i) => check(JSON.parse(line), `line ${i + 1}`));
console.log(`${lines.length} activities are of the schema`);
