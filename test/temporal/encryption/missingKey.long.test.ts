import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { decodeOptionalFailureToOptionalError } from '../../../src/temporal/privateSdk';
import type { temporal } from '@temporalio/proto';
import {
  type Encryption,
  type EncryptionKey,
  newEncryptionKey,
  PayloadDecryptionError,
} from '../../../src/temporal/encryption';
import { somebody } from '../../setup/people';
import { setStage } from '../../setup/stage';
import { connect } from '../../setup/temporal';

jest.setTimeout(60_000);

const held = { ...newEncryptionKey(), id: 'held' };
const missing = { ...newEncryptionKey(), id: 'missing-2025' };
const both = encryptionWith(held, missing);
const NAMED = /the key "missing-2025", which is not configured here/;

function encryptionWith(...[first, ...others]: [EncryptionKey, ...EncryptionKey[]]): Encryption {
  return { mode: 'on', keys: [first, ...others] };
}

/** The message for an operator with the keys of the workers. */
async function messageOf(
  client: Client,
  failure: temporal.api.failure.v1.IFailure | null | undefined,
): Promise<string> {
  const error = await decodeOptionalFailureToOptionalError(client.options.loadedDataConverter, failure);
  return error?.message ?? '';
}

/** Waits for the first failed workflow task of a run. */
async function workflowTaskFailure(client: Client, { workflowId }: WorkflowHandle): Promise<string> {
  for (let pageToken: Uint8Array | undefined; ;) {
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace: 'default',
      execution: { workflowId },
      waitNewEvent: true,
      nextPageToken: pageToken ?? null,
    });
    for (const event of page.history?.events ?? []) {
      const failed = event.workflowTaskFailedEventAttributes;
      if (failed) return await messageOf(client, failed.failure);
    }
    pageToken = page.nextPageToken;
  }
}

/** Waits until the last failure of the retried step matches, as readable by the operator. */
async function pendingFailure(client: Client, handle: WorkflowHandle, expected: RegExp): Promise<string> {
  for (;;) {
    const { raw } = await handle.describe();
    const failure = raw.pendingActivities?.[0]?.lastFailure;
    const message = await messageOf(client, failure).catch(() => '');
    if (expected.test(message)) return message;
    await sleep(100);
  }
}

async function resultOf({ workflowId }: WorkflowHandle): Promise<unknown> {
  const { client, connection } = await connect({ encryption: both });
  const result: unknown = await client.workflow.getHandle(workflowId).result();
  await connection.close();
  return result;
}

test('an onboarding whose key the worker lacks waits, names the key, and ends once a worker has it', async () => {
  const stage = await setStage({ workers: 0, encryption: encryptionWith(missing) });
  const lacking = await stage.addWorker({ encryption: encryptionWith(held) });
  const operator = await connect({ encryption: encryptionWith(held) });
  const handle = await stage.start({ customer: somebody() });
  expect(await workflowTaskFailure(operator.client, handle)).toMatch(NAMED);
  expect((await handle.describe()).status.name).toBe('RUNNING');
  expect(stage.sandbox.requests()).toEqual([]);

  await lacking.stop();
  await stage.addWorker({ encryption: both });
  expect(await resultOf(handle)).toMatchObject({ customerId: 1 });
  await operator.connection.close();
});

test('a step whose input the worker cannot read is retried, names the key, and is done by a worker with the key', async () => {
  const stage = await setStage({ workers: 0, encryption: encryptionWith(missing) });
  stage.sandbox.fail({ on: 'create', what: { kind: 'status', status: 503, made: false }, count: 1 });
  const stopping = await stage.addWorker({ settings: { retryFirstMs: 2_000, retryMaxMs: 2_000 } });
  const refused = stage.sandbox.nextRequest('create');
  const handle = await stage.start({ customer: somebody() });
  await refused;
  await stopping.stop();

  const lacking = await stage.addWorker({ encryption: encryptionWith(held) });
  const operator = await connect({ encryption: encryptionWith(held) });
  const message = await pendingFailure(operator.client, handle, NAMED);
  expect(message).toMatch(/heartbeat details|activity args/);
  expect((await handle.describe()).status.name).toBe('RUNNING');

  await lacking.stop();
  await stage.addWorker({ encryption: both });
  expect(await resultOf(handle)).toMatchObject({ customerId: 1 });
  expect(stage.sandbox.mails()).toHaveLength(1);
  await operator.connection.close();
});

test("a client without the key of a result gets the key's ID", async () => {
  const stage = await setStage({ encryption: encryptionWith(missing) });
  const { workflowId } = await stage.start({ customer: somebody() });
  const reader = await connect({ encryption: encryptionWith(held) });
  const error: unknown = await reader.client.workflow
    .getHandle(workflowId)
    .result()
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  await reader.connection.close();
  expect(error).toBeInstanceOf(PayloadDecryptionError);
  expect(error).toMatchObject({ problem: 'unknownKey', keyId: 'missing-2025' });
});
