import type { CustomerApi } from '../../src/commerce/customerApi';
import { MarkerProof } from '../../src/commerce/markerProof';
import { Stopwatch } from '../../src/commerce/stopwatch';
import { anAttempt } from './tenant';

/** A Commerce whose search leaves out custom attributes. */
const READ = {
  id: 5,
  email: 'john@example.com',
  custom_attributes: [{ attribute_code: 'old_attribute', value: 'run-1' }],
};
const api = {
  droppedMarkers: new Set<string>(),
  read: () => Promise.resolve({ answer: { kind: 'answered', status: 200, json: READ } }),
  searchAttribute: () => Promise.resolve({ kind: 'known', customers: 1 }),
} as unknown as CustomerApi;

test('a run that used another attribute recognizes its customer after this run has compared its own', async () => {
  const found = {
    customer: { id: 5, email: 'john@example.com' },
    ageMs: 1,
    seen: new Stopwatch(),
    sameAddress: true,
  };
  const proof = new MarkerProof(found, { api, attempt: anAttempt(), attribute: 'new_attribute' });
  expect(await proof.of({ attribute: 'new_attribute', value: 'run-2' })).toBe('notOurs');
  expect(await proof.of({ attribute: 'old_attribute', value: 'run-1' })).toBe('ours');
});
