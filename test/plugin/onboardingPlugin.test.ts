import { randomUUID } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure } from '@temporalio/common';
import { encryptingKeyId } from '../../src/temporal/encryption';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import { startSandbox, type Sandbox } from '../../src/sandbox';
import { createLogger, installRuntime } from '../../src/temporal/logging';
import { somebody } from '../setup/people';
import { openShop, type Shop } from './shop';

let sandbox: Sandbox;
let shop: Shop;

beforeAll(async () => {
  installRuntime(createLogger('silent'));
  sandbox = await startSandbox();
  shop = await openShop(sandbox);
});

afterAll(async () => {
  await shop.stop();
  await sandbox.stop();
});

async function signUp(input: OnboardingInput): Promise<string> {
  return await shop.client.workflow.execute('signUp', {
    args: [input],
    taskQueue: shop.taskQueue,
    workflowId: randomUUID(),
  });
}

async function causeOf(signedUp: Promise<unknown>): Promise<Error | undefined> {
  const error: unknown = await signedUp.catch((reason: unknown) => reason);
  if (!(error instanceof WorkflowFailedError)) throw error;
  return error.cause;
}

test("another team's workflow onboards a customer in a child, beside its own activity", async () => {
  const customer = somebody();
  expect(await signUp({ customer, update: { lastname: 'Roe' } })).toMatch(/^voucher for \d+$/);
  const made = sandbox.customers().filter(({ email }) => email === customer.email);
  expect(made).toMatchObject([{ lastname: 'Roe' }]);
});

test('a second workflow for the same customer gets the result of the first onboarding', async () => {
  const customer = somebody();
  const first = await signUp({ customer });
  const requests = sandbox.requests().length;
  expect(await signUp({ customer })).toBe(first);
  expect(sandbox.requests()).toHaveLength(requests);
});
