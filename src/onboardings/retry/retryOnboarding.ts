import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowHandle,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} from '@temporalio/client';
import type { FailedRun } from '../../contract/failedRun';
import type { FailureType } from '../../contract/failures';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../../contract/names';
import type { OnboardingInput } from '../../contract/onboarding';
import { PRIORITIES } from '../../contract/priorities';
import { personId } from '../../contract/parse/workflowId';
import { distinctNames, givenNames } from '../../contract/givenNames';
import { earlierRuns } from '../runs/earlierRuns';
import type { RecordedRun } from '../runs/recordedRun';
import type { OnboardCustomer } from '../startOnboarding';
import { staticText } from '../../temporal/staticText';
import { type Correction, correctInput } from './correctedInput';
import { type EndedRun, newestRun, type NewestRun } from './endedRun';

export interface RetryOptions {
  workflowId: string;
  restEndpoint: string;
  /** Left out, the input stays as it was. */
  correction?: Correction;
  /** Left out, an onboarding of any; one of another task queue is unknown. */
  taskQueue?: string;
  /** Retried only if this is its newest run still. */
  runId?: string;
}

/** What hinders a retry, or leaves none to be done. */
export type NotRetried =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'running' | 'done' }
  /** Another run came after the one that was asked for. */
  | { readonly kind: 'retriedSince' }
  /** It would fail by its input. Each problem is a line for a person. */
  | { readonly kind: 'badInput'; readonly problems: readonly string[] };

/** A retry with all that it takes to start it. */
export interface PreparedRetry {
  readonly kind: 'prepared';
  readonly run: EndedRun;
  readonly input: OnboardingInput;
  readonly failedRun: FailedRun;
  /** The run that is retried, and those before it that did not complete. */
  readonly earlierRuns: readonly RecordedRun[];
}

export type Retry =
  { readonly kind: 'started'; readonly handle: WorkflowHandle<OnboardCustomer> } | NotRetried;

/**
 * Retries an onboarding that ended and was not done, from the step that failed: a new run of the same ID, which
 * knows what the runs before it had done. What runs or is done is left alone.
 */
export async function retryOnboarding(client: Client, options: RetryOptions): Promise<Retry> {
  const prepared = await prepareRetry(client, options);
  return prepared.kind === 'prepared' ? await startRetry(client, prepared, options.restEndpoint) : prepared;
}

/** All that a retry needs, and nothing started. */
export async function prepareRetry(
  client: Client,
  { workflowId, restEndpoint, correction = {}, runId, taskQueue }: RetryOptions,
): Promise<PreparedRetry | NotRetried> {
  const newest = await newestRun(client, workflowId, { taskQueue });
  if (newest.kind !== 'ended') return newest;
  const { run } = newest;
  if (runId !== undefined && run.runId !== runId) return { kind: 'retriedSince' };
  const corrected = correctInput(run, correction, restEndpoint);
  if (!corrected.ok) return { kind: 'badInput', problems: corrected.problems };
  const { runs } = await earlierRuns(client, { workflowId, follows: run.runId, onlyEncrypted: false });
  return {
    kind: 'prepared',
    run,
    input: corrected.input,
    failedRun: failedRunOf(run, runs),
    earlierRuns: runs,
  };
}

/** What a run of this failure was to work on is there no more: it is made anew. */
const CUSTOMER_IS_GONE: ReadonlySet<FailureType | undefined> = new Set([
  'CustomerNotFound',
  'CustomerReplaced',
]);

function failedRunOf(run: EndedRun, runs: readonly RecordedRun[]): FailedRun {
  const starts = [run.firstStartedAt, ...runs.map(({ startedAt }) => startedAt)];
  return {
    runId: run.runId,
    firstStartedAt: new Date(Math.min(...starts.map(Number))).toISOString(),
    names: distinctNames([run.input, ...runs.map(({ args }) => args[0])].flatMap(givenNames)),
    ...(run.created && !CUSTOMER_IS_GONE.has(run.failure?.type) && { created: run.created }),
  };
}

/** Starts what `prepareRetry` prepared. */
export async function startRetry(
  client: Client,
  { run, input, failedRun }: PreparedRetry,
  restEndpoint: string,
): Promise<Retry> {
  const { workflowId, taskQueue, status, failure } = run;
  const { email } = input.customer;
  const customerId = failedRun.created?.customer.id;
  try {
    const handle = await client.workflow.start<OnboardCustomer>(WORKFLOW_TYPE, {
      workflowId,
      taskQueue,
      priority: PRIORITIES.single,
      args: [input, failedRun],
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
      typedSearchAttributes: [
        { key: SEARCH_ATTRIBUTES.person, value: personId({ restEndpoint, email }) },
        ...(customerId === undefined ? [] : [{ key: SEARCH_ATTRIBUTES.customerId, value: customerId }]),
      ],
      ...staticText(workflowId, input, { retryOf: failure?.type ?? status }),
    });
    return { kind: 'started', handle };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return asNotRetried(await newestRun(client, workflowId));
  }
}

/** Somebody else's start came first. */
function asNotRetried(newest: NewestRun): NotRetried {
  return newest.kind === 'ended' ? { kind: 'retriedSince' } : newest;
}
