// fhirclient (the SMART JavaScript client) at the network's door: node fhirclient.js FHIR-BASE CLIENT-ID KEY-FILE
import assert from 'node:assert/strict';
import smart from 'fhirclient';
import { newNumber, order, ordersOf, patientsOf, sentId, transaction, unlessThere } from './orders.js';
import { askForToken } from './token.js';

const [serverUrl, hospital, keyFile] = process.argv.slice(2);

// It is made for apps that a person launches and knows no way to a token without one, nor to renew such a token: it is asked for here.
const { token_endpoint } = await (await fetch(`${serverUrl}/.well-known/smart-configuration`)).json();
const client = smart({ headers: {} }, {}).client({ serverUrl, tokenResponse: await askForToken(token_endpoint, hospital, keyFile) });
assert.equal(await client.getFhirRelease(), 4);
console.log('a token, and what the server is');

/** Its create and update send no token, so the header is given to them; sending anything else is left to request. */
const withToken = headers => ({ headers: { authorization: client.getAuthorizationHeader(), ...headers }, includeResponse: true });
const post = (url, body) => client.request({ url, method: 'POST', headers: { 'content-type': 'application/fhir+json' }, body: JSON.stringify(body) });

const patient = newNumber();
const packet = transaction(hospital, patient);
const id = sentId(await post('/', packet));
assert.equal(sentId(await post('/', packet)), id);
console.log('a transaction, and the same again');

const alone = order(hospital, patient);
const conditional = withToken({ 'if-none-exist': unlessThere(alone) });
const first = await client.create(alone, conditional);
const second = await client.create({ ...alone, quantityQuantity: { value: 3, unit: 'visits' } }, conditional);
assert.deepEqual([first.response.status, second.response.status, second.body.id], [201, 200, first.body.id]);
// It reads by the Location what it was not told.
const third = await client.create(order(hospital, patient), withToken({ prefer: 'return=minimal' }));
assert.equal(third.body.resourceType, 'ServiceRequest');
console.log('an order alone, on the condition that it is new, and one of which nothing was told back');

const read = await client.request(`ServiceRequest/${id}`);
assert.equal(read.status, 'active');
const version = await client.request(`ServiceRequest/${id}/_history/${read.meta.versionId}`);
assert.deepEqual({ ...version, meta: undefined }, { ...read, meta: undefined });
const history = await client.request(`Task/${id}/_history`, { flat: true });
assert.equal(history.at(-1).status, 'received');
const task = await client.request(`Task/${id}`, { resolveReferences: 'focus' });
assert.equal(task.focus.resourceType, 'ServiceRequest');
console.log('a read, a version, a history, a reference followed');

const one = await client.request(`Task?identifier=${encodeURIComponent(`${ordersOf(hospital)}|${alone.identifier[0].value}`)}`, { flat: true });
assert.deepEqual(one.map(t => t.id), [first.body.id]);
const patients = new URLSearchParams({ 'patient:identifier': `${patientsOf(hospital)}|${patient}`, status: 'active', _count: 1 });
const found = await client.request({ url: 'ServiceRequest/_search', method: 'POST', body: patients }, { pageLimit: 0, flat: true });
assert.equal(found.length, 3);
assert.equal(new Set(found.map(r => r.id)).size, 3);
console.log('a search by number, and by patient, posted, page by page to the end');

const update = version => client.update({ ...read, status: 'revoked' }, withToken({ 'if-match': `W/"${version}"` }));
await assert.rejects(update('99'), error => error.status === 412 && error.message.includes('version-conflict'));
assert.equal((await update(read.meta.versionId)).body.status, 'revoked');
console.log('an update refused for its version, and one taken');

const { quantityQuantity, ...unclear } = order(hospital, patient);
assert.equal((await post('ServiceRequest/$validate', unclear)).issue[0].severity, 'warning');
const nobody = { ...order(hospital, patient), subject: { display: 'somebody' } };
await assert.rejects(client.create(nobody, withToken()), error => error.status === 422 && error.message.includes('ServiceRequest.subject'));
console.log('a validation, and a refusal that names the element');
