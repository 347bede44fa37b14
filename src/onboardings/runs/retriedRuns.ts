import type { Client } from '@temporalio/client';
import { membersOf } from '../../contract/isRecord';
import type { CustomerCreated } from '../../contract/steps';
import { customerCreatedIn } from '../customerCreated';
import { earlierRuns, type EarlierRunsOptions, unfinishedRun } from './earlierRuns';
import type { RecordedRun } from './recordedRun';

/** The limit for a chain of runs that each retry the one before. */
const MOST_RUNS = 100;

/** What the second argument of a run claims about the run before it. */
export interface Claim {
  /** Undefined if earlier code wrote the argument. */
  readonly runId: string | undefined;
  readonly createdId: number | undefined;
}

/** Reads the second argument of a run, which any client may have made up; undefined if there is none. */
export function claimOf(args: readonly unknown[]): Claim | undefined {
  const argument = args[1];
  if (argument === undefined || argument === null) return undefined;
  const { runId, created } = membersOf(argument);
  const id = membersOf(membersOf(created)['customer'])['id'];
  return {
    runId: typeof runId === 'string' ? runId : undefined,
    createdId: created === undefined ? undefined : Number(id),
  };
}

/**
 * The runs that a claim leads to, newest first: the run that it names, the run that this one retried, and so on. Ends
 * if the server has no such run of this workflow ID, or it completed.
 */
export async function* retriedRuns(
  client: Client,
  claim: Claim | undefined,
  options: Omit<EarlierRunsOptions, 'follows'>,
): AsyncGenerator<RecordedRun> {
  const { workflowId } = options;
  let next = claim?.runId;
  for (let count = 0; next !== undefined && count < MOST_RUNS; count += 1) {
    const run = await unfinishedRun(client, { workflowId, runId: next }, options);
    if (!run) return;
    yield run;
    next = claimOf(run.args)?.runId;
  }
}

/**
 * The result of the step that creates the customer, in an earlier run of this workflow ID, as the server recorded it:
 * in the runs that the claim leads to, or else in any that the server lists.
 */
export async function recordedCreation(
  client: Client,
  claim: Claim,
  options: Omit<EarlierRunsOptions, 'follows'>,
): Promise<CustomerCreated | undefined> {
  const isClaimed = ({ customer }: CustomerCreated) => customer.id === claim.createdId;
  for await (const run of retriedRuns(client, claim, options)) {
    const created = await customerCreatedIn(client, run.events);
    if (created) return isClaimed(created) ? created : undefined;
  }
  const { runs } = await earlierRuns(client, options);
  for (const run of runs) {
    const created = await customerCreatedIn(client, run.events);
    if (created && isClaimed(created)) return created;
  }
  return undefined;
}
