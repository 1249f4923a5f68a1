// fhir-kit-client at the network's door: node fhir-kit-client.js FHIR-BASE CLIENT-ID KEY-FILE
import assert from 'node:assert/strict';
import { CapabilityTool, Client } from 'fhir-kit-client';
import { newNumber, order, ordersOf, patientsOf, sentId, transaction, unlessThere } from './orders.js';
import { askForToken } from './token.js';

const [baseUrl, hospital, keyFile] = process.argv.slice(2);
const client = new Client({ baseUrl });
const statusOf = answer => Client.httpFor(answer).response.status;

// It finds where tokens are given, and leaves the asking to its caller.
const { tokenUrl } = await client.smartAuthMetadata();
client.bearerToken = (await askForToken(tokenUrl, hospital, keyFile)).access_token;

const offered = new CapabilityTool(await client.capabilityStatement());
assert(offered.supportFor({ resourceType: 'ServiceRequest', capabilityType: 'interaction', where: { code: 'create' } }));
console.log('a token, and what the server can do');

const patient = newNumber();
const packet = transaction(hospital, patient);
const id = sentId(await client.transaction({ body: packet }));
assert.equal(sentId(await client.transaction({ body: packet })), id);
console.log('a transaction, and the same again');

const alone = order(hospital, patient);
const conditional = { resourceType: 'ServiceRequest', options: { headers: { 'If-None-Exist': unlessThere(alone) } } };
const first = await client.create({ ...conditional, body: alone });
const second = await client.create({ ...conditional, body: { ...alone, quantityQuantity: { value: 3, unit: 'visits' } } });
assert.deepEqual([statusOf(first), statusOf(second), second.id], [201, 200, first.id]);
const third = await client.create({ resourceType: 'ServiceRequest', body: order(hospital, patient), options: { headers: { Prefer: 'return=minimal' } } });
assert.deepEqual(third, {});
console.log('an order alone, on the condition that it is new, and one of which nothing is told back');

const read = await client.read({ resourceType: 'ServiceRequest', id });
assert.equal(read.status, 'active');
const version = await client.vread({ resourceType: 'ServiceRequest', id, version: read.meta.versionId });
assert.deepEqual({ ...version, meta: undefined }, { ...read, meta: undefined });
const history = await client.history({ resourceType: 'Task', id });
assert.equal(history.entry.at(-1).resource.status, 'received');
console.log('a read, a version, a history');

const one = await client.search({ resourceType: 'Task', searchParams: { identifier: `${ordersOf(hospital)}|${alone.identifier[0].value}` } });
assert.deepEqual(one.entry.map(e => e.resource.id), [first.id]);
const found = [];
const patients = { 'patient:identifier': `${patientsOf(hospital)}|${patient}`, status: 'active', _count: 1 };
for (let page = await client.search({ resourceType: 'ServiceRequest', searchParams: patients, options: { postSearch: true } }); page; page = await client.nextPage({ bundle: page }))
  found.push(...(page.entry ?? []).map(e => e.resource.id));
assert.equal(new Set(found).size, 3);
assert.equal(found.length, 3);
console.log('a search by number, and by patient, posted, page by page to the end');

const update = version => client.update({ resourceType: 'ServiceRequest', id, body: { ...read, status: 'revoked' }, options: { headers: { 'If-Match': `W/"${version}"` } } });
await assert.rejects(update('99'), ({ response }) => response.status === 412 && response.data.issue[0].details.coding[0].code === 'version-conflict');
assert.equal((await update(read.meta.versionId)).status, 'revoked');
console.log('an update refused for its version, and one taken');

const { quantityQuantity, ...unclear } = order(hospital, patient);
assert.equal((await client.operation({ name: 'validate', resourceType: 'ServiceRequest', input: unclear })).issue[0].severity, 'warning');
const nobody = { ...order(hospital, patient), subject: { display: 'somebody' } };
await assert.rejects(client.create({ resourceType: 'ServiceRequest', body: nobody }),
  ({ response }) => response.status === 422 && response.data.issue[0].expression[0] === 'ServiceRequest.subject');
console.log('a validation, and a refusal that names the element');
