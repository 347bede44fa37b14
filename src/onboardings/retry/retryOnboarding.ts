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
  /** Default: the input stays the same. */
  correction?: Correction;
  /** Default: any task queue; an onboarding of another one counts as unknown. */
  taskQueue?: string;
  /** Retry only if this is still its newest run. */
  runId?: string;
}

/** Why there was no retry. */
export type NotRetried =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'running' | 'done' }
  /** A newer run exists. */
  | { readonly kind: 'retriedSince' }
  /** The retry would fail because of its input. Each problem is one readable line. */
  | { readonly kind: 'badInput'; readonly problems: readonly string[] };

/** Everything that is needed to start a retry. */
export interface PreparedRetry {
  readonly kind: 'prepared';
  readonly run: EndedRun;
  readonly input: OnboardingInput;
  readonly failedRun: FailedRun;
  /** The run to retry, and those before it that did not complete. */
  readonly earlierRuns: readonly RecordedRun[];
}

export type Retry =
  { readonly kind: 'started'; readonly handle: WorkflowHandle<OnboardCustomer> } | NotRetried;

/**
 * Retries an onboarding that ended before it was done, from the step that failed: with a new run of the same ID that
 * knows what the earlier runs did. An onboarding that runs or is done stays as it is.
 */
export async function retryOnboarding(client: Client, options: RetryOptions): Promise<Retry> {
  const prepared = await prepareRetry(client, options);
  return prepared.kind === 'prepared' ? await startRetry(client, prepared, options.restEndpoint) : prepared;
}

/** Prepares a retry, and starts nothing. */
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

/** After these failures the customer no longer exists, so the retry creates it again. */
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

/** Starts a prepared retry. */
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

/** Another start was faster. */
function asNotRetried(newest: NewestRun): NotRetried {
  return newest.kind === 'ended' ? { kind: 'retriedSince' } : newest;
}
