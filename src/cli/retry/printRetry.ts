import { FAILURES } from '../../contract/failures';
import { readableId } from '../../contract/shellWord';
import type { Outcome } from '../../onboardings/outcome';
import { print, printJson } from '../terminal/output';

/** The outcome of a retry. */
export type Retried = { readonly workflowId: string } & (
  | { readonly kind: 'started' }
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  /** Not retried, because there was nothing to retry. */
  | { readonly kind: 'running' | 'done' | 'retriedSince' | 'unknown' }
  | { readonly kind: 'badInput'; readonly problems: readonly string[] }
);

export function printRetry(retried: Retried, { json }: { json: boolean }): void {
  if (json) printJson(documentOf(retried));
  else print(`${readableId(retried.workflowId)} ${sentenceOf(retried)}`);
}

function documentOf(retried: Retried): object {
  const { workflowId } = retried;
  switch (retried.kind) {
    case 'started':
      return { workflowId, retried: true, status: 'running' };
    case 'ended': {
      const { outcome } = retried;
      if (outcome.status !== 'done') return { workflowId, retried: true, ...outcome };
      const { customerId, adopted, recovered } = outcome.result;
      return { workflowId, retried: true, status: 'done', customerId, adopted, recovered };
    }
    case 'badInput':
      return { workflowId, retried: false, reason: retried.kind, problems: retried.problems };
    default:
      return { workflowId, retried: false, reason: retried.kind };
  }
}

function sentenceOf(retried: Retried): string {
  switch (retried.kind) {
    case 'started':
      return 'is retried.';
    case 'ended':
      return endingOf(retried.outcome);
    case 'badInput':
      return `would fail again with InvalidInput: ${retried.problems.join('; ')}`;
    default:
      return NOTHING_TO_RETRY[retried.kind];
  }
}

export const NOTHING_TO_RETRY = {
  running: 'is running; there is nothing to retry.',
  done: 'is done; there is nothing to retry.',
  retriedSince: 'was retried since.',
  unknown: 'is no longer in Temporal.',
} as const;

function endingOf(outcome: Outcome): string {
  switch (outcome.status) {
    case 'done': {
      const { customerId, adopted } = outcome.result;
      return `is done: customer ${customerId}${adopted ? ', adopted from somebody else' : ''}.`;
    }
    case 'failed': {
      const { type, step, message } = outcome.failure;
      return `failed again at ${step}, ${type}: ${message} What to do: ${FAILURES[type].whatToDo}`;
    }
    default:
      return `ended again without success: ${outcome.status}.`;
  }
}
