// fhir-kit-client is told at once, by a receiver that dies and comes back: node subscriptions.js FHIR-BASE CLIENT-ID KEY-FILE PORT
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { Client } from 'fhir-kit-client';
import { newNumber, order } from './orders.js';
import { askForToken } from './token.js';

const [baseUrl, hospital, keyFile, port] = process.argv.slice(2);
const client = new Client({ baseUrl });
const { tokenUrl } = await client.smartAuthMetadata();
client.bearerToken = (await askForToken(tokenUrl, hospital, keyFile)).access_token;

const guide = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';
const offered = (await client.capabilityStatement()).rest[0].resource.find(r => r.type === 'Subscription');
const topic = offered.extension.find(e => e.url === `${guide}/capabilitystatement-subscriptiontopic-canonical` && e.valueCanonical.endsWith('referral-state')).valueCanonical;
console.log('a token, and the topic that is offered');

const received = [];
let receiver = await listen();
const subscription = await client.create({
  resourceType: 'Subscription',
  body: {
    resourceType: 'Subscription', status: 'requested', reason: 'To know at once', criteria: topic,
    channel: {
      type: 'rest-hook', endpoint: `http://127.0.0.1:${port}/notify`, payload: 'application/fhir+json', header: ['Authorization: Bearer ours'],
      _payload: { extension: [{ url: `${guide}/backport-payload-content`, valueCode: 'id-only' }] },
    },
  },
});
const secret = subscription.extension.find(e => e.url.endsWith('subscription-secret')).valueString;
await until(() => received.some(n => n.type === 'handshake'), 'the handshake');
await until(async () => (await client.read({ resourceType: 'Subscription', id: subscription.id })).status === 'active', 'it is active');
console.log('a subscription that is active');

const { id } = await client.create({ resourceType: 'ServiceRequest', body: order(hospital, newNumber()) });
await until(() => events().length > 0, 'the first event');
assert.equal(events()[0].focus, `${baseUrl}/Task/${id}`);
const read = await client.read({ resourceType: 'Task', id: events()[0].focus.split('/').at(-1) });
assert.equal(read.focus.reference, `ServiceRequest/${id}`);
console.log('an event that leads to its Task');

await new Promise(closed => receiver.close(closed).closeAllConnections());
const revoked = await client.read({ resourceType: 'ServiceRequest', id });
await client.update({ resourceType: 'ServiceRequest', id, body: { ...revoked, status: 'revoked' } });
await until(async () => await count() > events().length, 'an event that the dead receiver misses');
receiver = await listen();
await until(async () => new Set(events().map(e => e.number)).size === await count(), 'what was missed', 90);
const numbers = [...new Set(events().map(e => e.number))];
assert.deepEqual(numbers, numbers.map((_, i) => i + 1));
for (const number of numbers) assert.equal(new Set(events().filter(e => e.number === number).map(e => e.body)).size, 1);
console.log('a receiver that dies and comes back: no gap, in order, a repetition the same');

for (const { body, headers } of received) {
  assert.equal(headers['x-hub-signature'], `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  assert.equal(headers.authorization, 'Bearer ours');
}
console.log('every one signed, with our header');

const told = await client.operation({ name: 'events', resourceType: 'Subscription', id: `${subscription.id}`, method: 'get', input: { eventsSinceNumber: 1 } });
assert.deepEqual(told.entry[0].resource.parameter.filter(p => p.name === 'notification-event').map(p => Number(part(p, 'event-number').valueString)), numbers);
assert.deepEqual((await client.search({ resourceType: 'Subscription', searchParams: { url: `http://127.0.0.1:${port}/notify`, status: 'active' } })).entry.map(e => e.resource.id), [subscription.id]);
await client.delete({ resourceType: 'Subscription', id: subscription.id });
await assert.rejects(client.read({ resourceType: 'Subscription', id: subscription.id }), ({ response }) => response.status === 404);
receiver.close().closeAllConnections();
console.log('the events read again, a search, and an end');

function events() {
  return received.filter(n => n.type === 'event-notification');
}

async function count() {
  const answer = await client.operation({ name: 'status', resourceType: 'Subscription', id: subscription.id, method: 'get' });
  return Number(answer.entry[0].resource.parameter.find(p => p.name === 'events-since-subscription-start').valueString);
}

function part(parameter, name) {
  return parameter.part.find(p => p.name === name);
}

/** Keeps what arrives, and says yes. */
function listen() {
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const parameters = JSON.parse(body).entry[0].resource.parameter;
    const event = parameters.find(p => p.name === 'notification-event');
    received.push({
      body, headers: request.headers, type: parameters.find(p => p.name === 'type').valueCode,
      number: event && Number(part(event, 'event-number').valueString), focus: event && part(event, 'focus').valueReference.reference,
    });
    response.end();
  });
  return new Promise(listening => server.listen(port, '127.0.0.1', () => listening(server)));
}

/** Asks until it is so. */
async function until(isSo, what, seconds = 60) {
  for (const end = Date.now() + 1000 * seconds; !await isSo(); await new Promise(later => setTimeout(later, 100)))
    assert(Date.now() < end, `not within ${seconds} seconds: ${what}`);
}
