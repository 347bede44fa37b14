import type { Context } from '@temporalio/activity';
import type { CheckedInput } from '../src/commerce/checkedInput';
import { StepFailure } from '../src/commerce/failure';
import { isSameAddress } from '../src/commerce/identity';
import type { CustomerCreated } from '../src/contract/steps';
import type { ImportChunk, RowOutcome } from '../src/contract/importing';
import { inputProblemLine, type InputProblem } from '../src/contract/parse/inputProblem';
import { markerAttributeProblems } from '../src/contract/parse/markerAttribute';
import { parseOnboardingInput } from '../src/contract/parse/onboardingInput';
import {
  importChunkWorkflowId,
  isOnboardingWorkflowId,
  onboardingWorkflowId,
  personId,
  tenantId,
} from '../src/contract/parse/workflowId';
import type { ActivityAttempt } from './attemptLimits';
import type { Past } from './evidence';
import { invalidInput } from './invalidInput';
import { type OwnRun, ownRun } from './ownRun';
import { believedCreation, believedOutcomes, followedRun } from './secondArgument';

/**
 * Every activity that writes to Commerce calls this guard before its first request. Anybody who may start workflows
 * can pass any arguments, and a worker of another tenant may receive any task of the queue. Functions that write
 * accept only what the guard returns.
 */

export interface GuardSettings {
  restEndpoint: string;
  /** Refuses an onboarding whose input was not encrypted. */
  requireEncryption: boolean;
}

export interface GuardedOnboarding {
  readonly input: CheckedInput;
  /** Value of the search attribute `OnboardingPerson`. */
  readonly person: string;
  readonly past: Past;
  /** The customer that an earlier run made, if the second argument claims it and the server confirms it. */
  readonly created: CustomerCreated | undefined;
}

export interface OnboardingClaim {
  /** Undefined if the request does not contain it completely: it is then read from the server. */
  readonly input: unknown;
  /** Whether the run may have a second argument. */
  readonly mayFollowAnother: boolean;
  /** The custom attribute for the marker, which the input must not name. */
  readonly markerAttribute: string | undefined;
}

/**
 * Guards a step of a single onboarding.
 * @throws StepFailure `InvalidInput`, `InvalidConfiguration`; `StepTimedOut` if the server does not answer
 */
export async function guardOnboarding(
  context: Context,
  attempt: ActivityAttempt,
  settings: GuardSettings,
  claim: OnboardingClaim,
): Promise<GuardedOnboarding> {
  const { requireEncryption: onlyEncrypted, restEndpoint } = settings;
  const isToBeRead = onlyEncrypted || claim.mayFollowAnother || claim.input === undefined;
  const run = isToBeRead ? await ownRun(context) : undefined;
  if (onlyEncrypted) assertEncrypted(run);
  const input = checkedInput(claim.input ?? run?.args[0], claim.markerAttribute);
  const person = personId({ restEndpoint, email: input.customer.email });
  assertOwnWorkflowId(context, { input, restEndpoint, person });
  if (!run || !claim.mayFollowAnother) return { input, person, past: { onlyEncrypted }, created: undefined };
  const options = { context, attempt, run, onlyEncrypted };
  const follows = await followedRun(options);
  const created = await believedCreation(options, input);
  return { input, person, past: { startedAt: run.startedAt, follows, onlyEncrypted }, created };
}

export interface GuardedChunk {
  readonly past: Past;
  /** The outcomes of an earlier run of the chunk, if the second argument claims them and the server confirms them. */
  readonly outcomes: readonly RowOutcome[];
  /** Guards a row: a bad row is refused by itself, and the others continue. */
  readonly checkedRow: (input: unknown) => CheckedRowInput;
}

type CheckedRowInput =
  | { readonly ok: true; readonly input: CheckedInput }
  | { readonly ok: false; readonly problems: readonly InputProblem[] };

export interface ChunkClaim {
  readonly chunk: ImportChunk;
  /** The outcomes that the second argument claims; undefined without one. */
  readonly outcomes: unknown;
  /** The custom attribute for the marker, which no row must name. */
  readonly markerAttribute: string | undefined;
}

/**
 * Guards a chunk of an import.
 * @throws StepFailure `InvalidInput`, `InvalidConfiguration`; `StepTimedOut` if the server does not answer
 */
export async function guardChunk(
  context: Context,
  attempt: ActivityAttempt,
  settings: GuardSettings,
  { chunk, outcomes: claimed, markerAttribute }: ChunkClaim,
): Promise<GuardedChunk> {
  const { requireEncryption: onlyEncrypted, restEndpoint } = settings;
  const run = onlyEncrypted || claimed !== undefined ? await ownRun(context) : undefined;
  if (onlyEncrypted) assertEncrypted(run);
  assertOwnChunk(context, chunk, restEndpoint);
  const checkedRow = (input: unknown) => parseRow(input, markerAttribute);
  if (!run || claimed === undefined) return { past: { onlyEncrypted }, outcomes: [], checkedRow };
  const options = { context, attempt, run, onlyEncrypted };
  const follows = await followedRun(options);
  const outcomes = await believedOutcomes(options, claimed);
  return { past: { startedAt: run.startedAt, follows, onlyEncrypted }, outcomes, checkedRow };
}

/** A decoded input does not show whether it was encrypted: the run's first event still has the original payload. */
function assertEncrypted(run: OwnRun | undefined): void {
  if (run?.isEncrypted) return;
  throw invalidInput(
    'the worker requires encryption (ONBOARDING_REQUIRE_ENCRYPTION) and the input came in the clear; encrypt it with ' +
      "one of the worker's keys and the codec of Temporal's encryption samples",
  );
}

/** Other programs start onboardings with plain JSON: their input is validated before anything is sent. */
function checkedInput(value: unknown, markerAttribute: string | undefined): CheckedInput {
  const parsed = parseRow(value, markerAttribute);
  if (parsed.ok) return parsed.input;
  throw invalidInput(parsed.problems.map(inputProblemLine).join('\n'));
}

function parseRow(value: unknown, markerAttribute: string | undefined): CheckedRowInput {
  const parsed = parseOnboardingInput(value);
  if (!parsed.ok) return parsed;
  const problems = markerAttributeProblems(parsed.input, markerAttribute);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, input: parsed.input as CheckedInput };
}

/** A worker of another tenant must not write to the customer with the same address there. */
function assertOwnWorkflowId(
  { info }: Context,
  { input, restEndpoint, person }: { input: CheckedInput; restEndpoint: string; person: string },
): void {
  const { customer } = input;
  const workflowId = info.workflowExecution?.workflowId ?? '';
  const { website_id: websiteId, email } = customer;
  const expected = onboardingWorkflowId({ restEndpoint, websiteId, email });
  if (workflowId === expected) return;
  if (!isOnboardingWorkflowId(workflowId)) {
    throw invalidInput(
      `the workflow ID must be ${expected} for this input; start it under that ID, as a retry keeps this one`,
      { expected, person },
    );
  }
  throw new StepFailure(
    'InvalidConfiguration',
    `the workflow ID is not the one of this input at this worker's REST_ENDPOINT, which is ${expected}`,
    { details: { step: 'input', expected, person } },
  );
}

function assertOwnChunk({ info }: Context, chunk: ImportChunk, restEndpoint: string): void {
  if (chunk.tenant !== tenantId(restEndpoint)) {
    throw new StepFailure(
      'InvalidConfiguration',
      "the import was started for another end point than this worker's REST_ENDPOINT",
      { details: { step: 'input' } },
    );
  }
  const expected = importChunkWorkflowId(chunk.importId, chunk.chunk);
  if (info.workflowExecution?.workflowId !== expected) {
    throw invalidInput(`the workflow ID must be ${expected} for this chunk`, { expected });
  }
}

/** This run's history proves that the step that made the customer has checked its address. */
export function assertCreatedHere({ customer }: CheckedInput, created: { email: string }): void {
  if (!isSameAddress(customer.email, created.email)) {
    throw invalidInput('the customer that was made has another address than this input');
  }
}
