import { type CustomerSteps, runSteps, STEP_TEXTS, type StepName } from '../../src/contract/steps';
import { type Difference, STEPS } from '../../src/contract/onboarding';

interface Stored {
  readonly id: number;
  readonly differences: Difference[];
}

function recordedSteps(calls: unknown[]): CustomerSteps<Stored, Stored, object> {
  const difference = (field: string) => ({ field, sent: 1, stored: 2 });
  return {
    begin: (step) => calls.push(`begin ${step}`),
    getToken: async () => calls.push('getToken'),
    createCustomer: async () => {
      calls.push('createCustomer');
      return { id: 1, differences: [difference('created.a')] };
    },
    updateCustomer: async (created, update) => {
      calls.push(['updateCustomer', created.id, update]);
      return { id: 1, differences: [difference('updated.b')] };
    },
  };
}

test('each step begins after the one before it, and gets what that returned', async () => {
  const calls: unknown[] = [];
  const done = await runSteps({ update: { lastname: 'Roe' } }, recordedSteps(calls));
  expect(calls).toEqual([
    ...['begin getToken', 'getToken', 'begin createCustomer', 'createCustomer', 'begin updateCustomer'],
    ['updateCustomer', 1, { lastname: 'Roe' }],
  ]);
  expect(done.differences.map(({ field }) => field)).toEqual(['created.a', 'updated.b']);
});

test('without an update there is no third step', async () => {
  const calls: unknown[] = [];
  const { updateCustomer, differences } = await runSteps({}, recordedSteps(calls));
  expect(calls.at(-1)).toBe('createCustomer');
  expect(updateCustomer).toBeUndefined();
  expect(differences).toHaveLength(1);
});

test('a step that fails is the last one', async () => {
  const calls: unknown[] = [];
  const refused = new Error('refused');
  const steps = { ...recordedSteps(calls), createCustomer: () => Promise.reject(refused) };
  await expect(runSteps({ update: {} }, steps)).rejects.toBe(refused);
  expect(calls.at(-1)).toBe('begin createCustomer');
});

test('the table has the steps that callers see, in their order', () => {
  const names: readonly StepName[] = STEPS.filter((step) => step !== 'input');
  expect(Object.keys(STEP_TEXTS)).toEqual(names);
});
