// @medplum/core at the network's door: node medplum.js FHIR-BASE CLIENT-ID KEY-FILE
import assert from 'node:assert/strict';
import { MedplumClient } from '@medplum/core';
import { newNumber, order, ordersOf, patientsOf, sentId, transaction, unlessThere } from './orders.js';
import { askForToken } from './token.js';

const [base, hospital, keyFile] = process.argv.slice(2);
const { token_endpoint } = await (await fetch(`${base}/.well-known/smart-configuration`)).json();
const medplum = new MedplumClient({ baseUrl: base, fhirUrlPath: '' });

// startJwtAssertionLogin asks with an assertion as SMART does, but for no scope, which SMART requires: the token is asked for here.
medplum.setAccessToken((await askForToken(token_endpoint, hospital, keyFile)).access_token);
assert.equal((await medplum.get(medplum.fhirUrl('metadata'))).fhirVersion, '4.0.1');
console.log('a token, and what the server is');

const patient = newNumber();
const packet = transaction(hospital, patient);
const id = sentId(await medplum.executeBatch(packet));
assert.equal(sentId(await medplum.executeBatch(packet)), id);
console.log('a transaction, and the same again');

const alone = order(hospital, patient);
const first = await medplum.createResourceIfNoneExist(alone, unlessThere(alone));
const second = await medplum.createResourceIfNoneExist({ ...alone, quantityQuantity: { value: 3, unit: 'visits' } }, unlessThere(alone));
assert.deepEqual([second.id, second.quantityQuantity.value], [first.id, 2]);
const third = await medplum.createResource(order(hospital, patient), { headers: { Prefer: 'return=minimal' } });
assert.equal(third, undefined);
console.log('an order alone, on the condition that it is new, and one of which nothing is told back');

const read = await medplum.readResource('ServiceRequest', id);
assert.equal(read.status, 'active');
const version = await medplum.readVersion('ServiceRequest', id, read.meta.versionId);
assert.deepEqual({ ...version, meta: undefined }, { ...read, meta: undefined });
const history = await medplum.readHistory('Task', id);
assert.equal(history.entry.at(-1).resource.status, 'received');
const task = await medplum.readResource('Task', id);
assert.equal((await medplum.readReference(task.focus)).id, id);
console.log('a read, a version, a history, a reference followed');

const one = await medplum.searchResources('Task', { identifier: `${ordersOf(hospital)}|${alone.identifier[0].value}` });
assert.deepEqual(one.map(t => t.id), [first.id]);
const found = [];
for await (const page of medplum.searchResourcePages('ServiceRequest', { 'patient:identifier': `${patientsOf(hospital)}|${patient}`, status: 'active', _count: 1 }))
  found.push(...page.map(r => r.id));
assert.equal(found.length, 3);
assert.equal(new Set(found).size, 3);
// It searches by GET alone; a form is posted by hand.
const form = new URLSearchParams({ 'patient:identifier': `${patientsOf(hospital)}|${patient}`, _summary: 'count' });
const posted = await medplum.post(medplum.fhirUrl('ServiceRequest', '_search'), form.toString(), 'application/x-www-form-urlencoded');
assert.equal(posted.total, 3);
console.log('a search by number, by patient page by page to the end, and posted');

const update = version => medplum.updateResource({ ...read, status: 'revoked' }, { headers: { 'If-Match': `W/"${version}"` } });
await assert.rejects(update('99'), ({ outcome }) => outcome.issue[0].details.coding[0].code === 'version-conflict');
assert.equal((await update(read.meta.versionId)).status, 'revoked');
console.log('an update refused for its version, and one taken');

const { quantityQuantity, ...unclear } = order(hospital, patient);
assert.equal((await medplum.validateResource(unclear)).issue[0].severity, 'warning');
const nobody = { ...order(hospital, patient), subject: { display: 'somebody' } };
await assert.rejects(medplum.createResource(nobody), ({ outcome }) => outcome.issue[0].expression[0] === 'ServiceRequest.subject');
console.log('a validation, and a refusal that names the element');
