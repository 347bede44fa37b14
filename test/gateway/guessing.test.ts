import type { Right } from '../../src/gateway';
import { createGuessLimit } from '../../src/gateway/limits/guesses';
import { startOfRun } from '../../src/onboardings/startOfRun';
import { somebody } from '../setup/people';
import { type GatewayResponse, setGatewayStage } from './stage';

const PROBLEM = 'urn:commerce-onboarding:problem:';
const PASSWORD = 'TempPa55word!';

interface Input {
  customer: ReturnType<typeof somebody>;
  password?: string;
  update?: object;
}

/** An onboarding that another key started than the one that guesses. */
async function stageWithStarted(rights: readonly Right[]) {
  const stage = await setGatewayStage({ workers: 0 });
  const customer = somebody({ firstname: 'Jane', lastname: 'Roe', dob: '1980-01-02' });
  const input: Input = { customer, password: PASSWORD, update: { taxvat: 'DE-0815' } };
  const owner = await stage.makeKey(['start']);
  expect((await stage.ask('POST', '/onboardings', { key: owner, document: input })).status).toBe(202);
  const key = await stage.makeKey(rights);
  const guess = async (document: object) => await stage.ask('POST', '/onboardings', { key, document });
  return { ...stage, input, guess };
}

/** The parts that are the same for each response. */
function bodyOf({ status, document }: GatewayResponse): unknown {
  return { status, document };
}

describe('for a key with only the right start', () => {
  test('a different input gets the same 409, however much of it is right', async () => {
    const { guess, input } = await stageWithStarted(['start']);
    const { customer } = input;
    const guesses = [
      { customer: { ...customer, firstname: 'X', lastname: 'Y', dob: '1999-09-09' } },
      { ...input, customer: { ...customer, lastname: 'Y' } },
      { ...input, customer: { ...customer, dob: '1980-01-03' } },
      { ...input, update: {} },
      { ...input, customer: { ...customer, group_id: 1 } },
      { customer, password: PASSWORD },
      { customer, update: input.update },
    ];
    const responses = await Promise.all(guesses.map(guess));
    expect(responses[0]).toMatchObject({
      status: 409,
      document: { type: `${PROBLEM}input-differs`, workflowId: expect.any(String) as string },
    });
    expect(new Set(responses.map((one) => JSON.stringify(bodyOf(one)))).size).toBe(1);
    expect(responses[0]?.document).not.toHaveProperty('fields');
  });

  test('the same input is found, so that a start can be repeated', async () => {
    const { guess, input } = await stageWithStarted(['start']);
    expect(await guess(input)).toMatchObject({ status: 200, document: { status: 'running' } });
  });

  test('after 30 different inputs in a minute every start of the key gets 429, and other keys continue', async () => {
    const { guess, input, ask, makeKey } = await stageWithStarted(['start']);
    const { customer } = input;
    const statuses: number[] = [];
    for (let number = 0; number < 32; number += 1) {
      statuses.push((await guess({ ...input, customer: { ...customer, lastname: `Roe ${number}` } })).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 30 }, () => 409), 429, 429]);
    const refused = await guess(input);
    expect(refused).toMatchObject({ status: 429, document: { type: `${PROBLEM}too-many-requests` } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const other = await makeKey(['start']);
    expect((await ask('POST', '/onboardings', { key: other, document: input })).status).toBe(200);
  });
});

describe('the password', () => {
  test.each<[string, Right[]]>([
    ['a key with the right start', ['start']],
    ['a key with every right', ['start', 'read', 'retry', 'adopt']],
  ])('is never confirmed to %s', async (_, rights) => {
    const { guess, input } = await stageWithStarted(rights);
    const right = await guess(input);
    for (const password of ['Wr0ngPassword!', PASSWORD.slice(0, -1), `${PASSWORD}!`]) {
      expect(bodyOf(await guess({ ...input, password }))).toEqual(bodyOf(right));
      const other = { ...input, customer: { ...input.customer, lastname: 'Other' } };
      expect(bodyOf(await guess({ ...other, password }))).toEqual(bodyOf(await guess(other)));
    }
  });

  test('is named to a key that may read if only one of the two inputs has one', async () => {
    const { guess, input } = await stageWithStarted(['start', 'read']);
    const { password: _, ...without } = input;
    expect((await guess(without)).document).toMatchObject({ fields: ['password'] });
  });
});

test('a key that may read gets the fields, at most a hundred, and no value', async () => {
  const { guess, input } = await stageWithStarted(['start', 'read']);
  const response = await guess({ ...input, customer: { ...input.customer, lastname: 'Other-Name' } });
  expect(response).toMatchObject({ status: 409, document: { fields: ['customer.lastname'] } });
  expect(JSON.stringify(response.document)).not.toMatch(/Roe|Other-Name/);
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`field_${index}`, 1]));
  const { document } = await guess({ ...input, customer: { ...input.customer, ...many } });
  expect(document['fields']).toHaveLength(100);
});

describe('a retry of an onboarding whose customer is created', () => {
  /** An onboarding that failed at its update. */
  async function stageWithMade(rights: readonly Right[]) {
    const stage = await setGatewayStage();
    const input: Input = {
      customer: somebody({ lastname: 'Roe' }),
      password: PASSWORD,
      update: { firstname: '<b>' },
    };
    const owner = await stage.makeKey(['start']);
    const failed = await stage.ask('POST', '/onboardings?wait=30s', { key: owner, document: input });
    expect(failed.document).toMatchObject({ failure: 'CustomerRejected', step: 'updateCustomer' });
    const key = await stage.makeKey(rights);
    const path = `/onboardings/${String(failed.document['workflowId'])}/retry`;
    const retry = async (patch: object) => await stage.ask('POST', path, { key, patch });
    const replace = async (document: object) => await stage.ask('POST', path, { key, document });
    return { ...stage, input, retry, replace };
  }

  test('confirms no password and no name that a patch guesses', async () => {
    const { retry, input } = await stageWithMade(['retry']);
    const { email } = input.customer;
    const guesses = [
      { password: 'Wr0ngPassword!' },
      { password: PASSWORD },
      { customer: { lastname: 'Wrong' } },
      { customer: { lastname: 'Roe' } },
      { customer: { email, lastname: 'Roe' }, update: { firstname: 'Jim' } },
    ];
    const responses = await Promise.all(guesses.map(retry));
    expect(responses[0]).toMatchObject({ status: 422, document: { type: `${PROBLEM}invalid-input` } });
    expect(new Set(responses.map((one) => JSON.stringify(bodyOf(one)))).size).toBe(1);
    expect(await retry({ update: { firstname: 'Jim' } })).toMatchObject({ status: 202 });
  });

  test('names to a key that may read what a patch may not change, whether or not it matches', async () => {
    const { retry } = await stageWithMade(['retry', 'read']);
    const responses = [await retry({ password: PASSWORD }), await retry({ password: 'Wr0ngPassword!' })];
    expect(responses[0]).toMatchObject({
      status: 422,
      document: { problems: [{ message: expect.stringMatching(/^password: /) as string }] },
    });
    expect(bodyOf(responses[1]!)).toEqual(bodyOf(responses[0]!));
  });

  test('keeps the password if a complete input has a different one', async () => {
    const { replace, input, temporal } = await stageWithMade(['retry']);
    const whole = { ...input, password: 'Wr0ngPassword!', update: { firstname: 'Jim' } };
    const { status, document } = await replace(whole);
    expect(status).toBe(202);
    const { args } = await startOfRun(temporal.client, { workflowId: String(document['workflowId']) });
    expect(args[0]).toEqual({ ...whole, password: PASSWORD });
  });

  test('after 30 guesses in a minute gets 429', async () => {
    const { retry } = await stageWithMade(['retry']);
    const statuses: number[] = [];
    for (let number = 0; number < 32; number += 1) {
      statuses.push((await retry({ customer: { lastname: `Roe ${number}` } })).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 30 }, () => 422), 429, 429]);
  });
});

test('the count of guesses starts again after a minute', () => {
  let nowMs = 0;
  const limit = createGuessLimit(() => nowMs);
  for (let guess = 0; guess < 30; guess += 1) {
    limit.assertMayGuess('a');
    limit.count('a');
  }
  expect(() => limit.assertMayGuess('a')).toThrow(/30 different inputs/);
  limit.assertMayGuess('b');
  nowMs = 59_999;
  expect(() => limit.assertMayGuess('a')).toThrow();
  nowMs = 60_000;
  limit.assertMayGuess('a');
});
