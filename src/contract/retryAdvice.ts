import { FAILURES, type FailureType } from './failures';
import { shellWord } from './shellWord';

/** The command that retries the failed onboarding once the cause is fixed. */
export function retryAdvice(workflowId: string, failure?: FailureType): string {
  const command = `onboard retry ${shellWord(workflowId)}`;
  if (failure === 'CustomerAlreadyExists') return `${command} --adopt`;
  return failure && FAILURES[failure].fixedBy === 'input' ? `${command} --input FILE` : command;
}

/** Advice about the last failure of an onboarding that still retries on its own: everything except to retry it. */
export function adviceWhileTried(failure: FailureType): string {
  const { whatToDo } = FAILURES[failure];
  const beforeRetry = whatToDo.split(/;(?: then)? retry\b/)[0] ?? '';
  return `${beforeRetry}. The step is retried automatically.`;
}
