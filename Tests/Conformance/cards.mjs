// node cards.mjs FILE: each line is an Adaptive Card that we send; the makers' own reader must understand it and find nothing wrong with it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { AdaptiveCard, SerializationContext } = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js');

const lines = readFileSync(process.argv[2], 'utf8').trim().split('\n');
lines.forEach((line, i) => {
  const context = new SerializationContext();
  const card = new AdaptiveCard();
  card.parse(JSON.parse(line), context);
  const said = [...Array(context.eventCount).keys()].map(n => context.getEventAt(n).message).concat(card.validateProperties().validationEvents.map(e => e.message));
  if (said.length > 0) throw new Error(`line ${i + 1}: ${said.join('; ')}`);
});
console.log(`${lines.length} cards are of the schema`);
