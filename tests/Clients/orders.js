import { randomUUID } from 'node:crypto';

/** What the hospital numbers its orders and its patients in. */
export const ordersOf = hospital => `https://${hospital}.example/orders`;
export const patientsOf = hospital => `https://${hospital}.example/mrn`;

export const newNumber = () => randomUUID().toUpperCase();

/** An order alone: what it refers to is contained in it. /docs/hospitals has everything that it may say. */
export function order(hospital, patient) {
  return {
    resourceType: 'ServiceRequest', status: 'active', intent: 'order',
    identifier: [{
      type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'PLAC' }] },
      system: ordersOf(hospital), value: newNumber(),
    }],
    contained: [{ resourceType: 'Patient', id: 'p', ...person(hospital, patient) }],
    subject: { reference: '#p' },
    reasonCode: [{ coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M54.31' }] }],
    quantityQuantity: { value: 2, unit: 'visits' },
    occurrenceTiming: { repeat: { frequency: 1, period: 1, periodUnit: 'wk' } },
  };
}

/** The same with what it refers to beside it, as a transaction that can be sent again. */
export function transaction(hospital, patient) {
  const { contained, ...alone } = order(hospital, patient);
  const fullUrl = `urn:uuid:${randomUUID()}`;
  return {
    resourceType: 'Bundle', type: 'transaction',
    entry: [
      { fullUrl, request: { method: 'POST', url: 'Patient' }, resource: { resourceType: 'Patient', ...person(hospital, patient) } },
      {
        fullUrl: `urn:uuid:${randomUUID()}`,
        request: { method: 'POST', url: 'ServiceRequest', ifNoneExist: unlessThere(alone) },
        resource: { ...alone, subject: { reference: fullUrl } },
      },
    ],
  };
}

/** The condition under which an order is taken: that none is there under its number. */
export const unlessThere = ({ identifier: [{ system, value }] }) => `identifier=${system}|${value}`;

/** The id of the order that a transaction brought. */
export const sentId = answer => answer.entry.map(e => e.response.location.match(/^ServiceRequest\/(\w+)\/_history\//)?.[1]).find(id => id);

const person = (hospital, number) => ({
  identifier: [{ system: patientsOf(hospital), value: number }],
  name: [{ family: 'Sample', given: ['Sam'] }], gender: 'male', birthDate: '1980-02-14',
});
