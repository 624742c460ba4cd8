// What the readme shows a shop on Node: prints the token for a customer. node hand-over.mjs KEY CUSTOMER
import jwt from 'jsonwebtoken';

const [, , key, id] = process.argv;
const customer = { id, name: 'Maria Lopez' };
process.stdout.write(jwt.sign({ name: customer.name }, key, { subject: customer.id, audience: 'followupbot', expiresIn: '5m' }));
