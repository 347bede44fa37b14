import type { Context } from '@temporalio/activity';
import { isDeepStrictEqual } from 'node:util';
import type { CheckedInput } from '../src/commerce/checkedInput';
import { StepFailure } from '../src/commerce/failure';
import { isSameAddress } from '../src/commerce/identity';
import type { CustomerCreated } from '../src/contract/steps';
import type { RowOutcome } from '../src/contract/importing';
import { recordedOutcomes } from '../src/onboardings/runs/chunkOutcomes';
import { unfinishedRun } from '../src/onboardings/runs/earlierRuns';
import { claimOf, recordedCreation } from '../src/onboardings/runs/retriedRuns';
import type { ActivityAttempt } from './attemptLimits';
import { listedRuns } from './evidence';
import { invalidInput } from './invalidInput';
import type { OwnRun } from './ownRun';

/**
 * The second argument of a run claims what an earlier run did. Anybody can invent one, or copy another person's. It
 * counts only if the server has such a run with this workflow ID.
 */
export interface SecondArgumentOptions {
  readonly context: Context;
  readonly attempt: ActivityAttempt;
  readonly run: OwnRun;
  readonly onlyEncrypted: boolean;
}

/**
 * @throws StepFailure `InvalidInput` if the argument names a run that is not an unfinished run of this workflow ID
 */
export async function followedRun(options: SecondArgumentOptions): Promise<string | undefined> {
  const { context, run, onlyEncrypted } = options;
  const runId = claimOf(run.args)?.runId;
  if (runId === undefined) return undefined;
  const { workflowId, runId: ownRunId } = run;
  const followed = await answered(() =>
    unfinishedRun(context.client, { workflowId, runId }, { ownRunId, onlyEncrypted }),
  );
  if (followed) return runId;
  throw notShown();
}

/**
 * The customer that the argument claims, as the server recorded it.
 * @throws StepFailure `InvalidInput` if the server has no such customer for this input
 */
export async function believedCreation(
  options: SecondArgumentOptions,
  input: CheckedInput,
): Promise<CustomerCreated | undefined> {
  const { context, run, onlyEncrypted } = options;
  const claim = claimOf(run.args);
  if (claim?.createdId === undefined) return undefined;
  const recorded = () =>
    recordedCreation(context.client, claim, {
      workflowId: run.workflowId,
      ownRunId: run.runId,
      onlyEncrypted,
    });
  let created = await answered(recorded);
  if (!created && claim.runId === undefined) {
    await waitForVisibility(options);
    created = await answered(recorded);
  }
  if (!created || !isOfInput(created, input)) throw notShown();
  return withOrigin(created, input);
}

/**
 * The outcomes of rows that the argument claims.
 * @throws StepFailure `InvalidInput` if the server has a different outcome for a row, or none
 */
export async function believedOutcomes(
  options: SecondArgumentOptions,
  claimed: unknown,
): Promise<readonly RowOutcome[]> {
  const { context, run, onlyEncrypted } = options;
  if (!Array.isArray(claimed)) throw notShown();
  const claim = claimOf(run.args);
  if (claim?.runId === undefined && claimed.length > 0) await waitForVisibility(options);
  const recorded = await answered(() =>
    recordedOutcomes(context.client, claim, {
      chunk: run.args[0],
      workflowId: run.workflowId,
      ownRunId: run.runId,
      onlyEncrypted,
    }),
  );
  return claimed.map((outcome: unknown) => {
    const shown = recorded.get(rowOf(outcome));
    if (!shown || !isDeepStrictEqual(shown, outcome)) throw notShown();
    return shown;
  });
}

function rowOf(outcome: unknown): number {
  return typeof outcome === 'object' && outcome !== null && 'row' in outcome ? Number(outcome.row) : NaN;
}

/** Earlier versions did not name the run that they followed: the server lists it, but perhaps not at once. */
async function waitForVisibility({ context, attempt, onlyEncrypted }: SecondArgumentOptions): Promise<void> {
  await listedRuns(context, attempt, { onlyEncrypted, patient: false });
}

/** Websites can share accounts: an adopted customer may belong to another website. */
function isOfInput({ customer: made, adopted }: CustomerCreated, { customer }: CheckedInput): boolean {
  if (!isSameAddress(made.email, customer.email)) return false;
  const { website_id: websiteId } = customer;
  return adopted || websiteId === undefined || Number(made['website_id']) === websiteId;
}

/** Earlier versions called a recovered customer adopted too. */
function withOrigin(created: CustomerCreated, { onExisting }: CheckedInput): CustomerCreated {
  if (created.recovered !== undefined || !created.adopted || onExisting === 'adopt') return created;
  return { ...created, adopted: false, recovered: true };
}

/** @throws StepFailure `StepTimedOut` if the server does not answer */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch {
    throw new StepFailure(
      'StepTimedOut',
      'the server did not answer what earlier runs of this onboarding did',
    );
  }
}

function notShown(): StepFailure {
  return invalidInput(
    'the second argument is not what an earlier run of this workflow ID did, as the server has it; start it without ' +
      'one, or with `onboard retry`',
  );
}
