import type { Outcome } from '../../onboardings/outcome';
import { print, printDifferences, printJson, pretty, say, sayFailure } from './output';

/**
 * Prints the outcome of an onboarding: `json` as one document, `result` as the whole result, `transcript` only what its
 * events did not show.
 */
export function printOutcome(
  workflowId: string,
  outcome: Outcome,
  { as }: { as: 'json' | 'result' | 'transcript' },
): void {
  if (as === 'json') printJson(documentOf(workflowId, outcome));
  if (outcome.status !== 'done') {
    sayEnding(workflowId, outcome);
    return;
  }
  const { result } = outcome;
  if (result.adopted)
    say(`Customer ${result.customerId} existed already and was adopted; no customer was created.`);
  if (result.recovered) say(`An earlier try created customer ${result.customerId}; its answer was lost.`);
  if (as === 'result') print(pretty(result));
  if (as === 'transcript') printDifferences(result.differences);
}

function documentOf(workflowId: string, outcome: Outcome): Record<string, unknown> {
  if (outcome.status !== 'done') return { workflowId, ...outcome };
  return { ...outcome.result, workflowId, status: outcome.status };
}

function sayEnding(workflowId: string, outcome: Exclude<Outcome, { status: 'done' }>): void {
  if (outcome.status === 'failed') {
    sayFailure(outcome.failure);
    return;
  }
  const how = { cancelled: 'was cancelled', terminated: 'was terminated', timedOut: 'timed out' }[
    outcome.status
  ];
  const { step, customerId } = outcome;
  const before = step === undefined ? '' : ` before ${step} was done`;
  const done = customerId === undefined ? '' : `; customer ${customerId} was created`;
  say(`The onboarding ${workflowId} ${how}${before}${done}.`);
}
