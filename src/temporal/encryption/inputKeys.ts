import type { Client } from '@temporalio/client';
import { WORKFLOW_TYPE } from '../../contract/names';
import { isNotFound } from '../grpcStatus';
import { fetchStartEvent } from '../startEvent';
import { encryptingKeyId } from './encryptPayload';

/** The keys that encrypted the inputs of onboardings. */
export interface InputKeys {
  /** How many onboardings were read. */
  readonly onboardings: number;
  readonly inTheClear: number;
  readonly keys: readonly InputKey[];
}

interface InputKey {
  readonly id: string;
  readonly onboardings: number;
  /** How many of them are still running. */
  readonly running: number;
}

const AT_ONCE = 16;

/** Reads the newest onboardings of a task queue, up to `limit`; skips one that is deleted meanwhile. */
export async function findInputKeys(
  client: Client,
  { taskQueue, limit }: { taskQueue: string; limit: number },
): Promise<InputKeys> {
  const runs: InputRun[] = [];
  const query = `WorkflowType = "${WORKFLOW_TYPE}" AND TaskQueue = "${taskQueue}"`;
  for await (const { workflowId, runId, status } of client.workflow.list({ query })) {
    runs.push({ workflowId, runId, isRunning: status.name === 'RUNNING' });
    if (runs.length === limit) break;
  }
  const found: FoundInput[] = [];
  for (let at = 0; at < runs.length; at += AT_ONCE) {
    const batch = await Promise.all(runs.slice(at, at + AT_ONCE).map((run) => inputOf(client, run)));
    found.push(...batch.filter((input) => input !== undefined));
  }
  return counted(found);
}

interface InputRun {
  readonly workflowId: string;
  readonly runId: string;
  readonly isRunning: boolean;
}

interface FoundInput {
  readonly isRunning: boolean;
  /** Undefined for an unencrypted input. */
  readonly keyId: string | undefined;
}

async function inputOf(client: Client, run: InputRun): Promise<FoundInput | undefined> {
  const { workflowId, runId, isRunning } = run;
  const start = await fetchStartEvent(client, { workflowId, runId }).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  const [input] = start?.payloads ?? [];
  return input && { isRunning, keyId: encryptingKeyId(input) };
}

function counted(found: readonly FoundInput[]): InputKeys {
  const keys = new Map<string, InputKey>();
  for (const { keyId: id, isRunning } of found) {
    if (id === undefined) continue;
    const { onboardings, running } = keys.get(id) ?? { onboardings: 0, running: 0 };
    keys.set(id, { id, onboardings: onboardings + 1, running: running + (isRunning ? 1 : 0) });
  }
  return {
    onboardings: found.length,
    inTheClear: found.filter(({ keyId }) => keyId === undefined).length,
    keys: [...keys.values()],
  };
}
