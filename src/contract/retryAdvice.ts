import { FAILURES, type FailureType } from './failures';

/** The command that goes on with one that failed so, once its cause is fixed. */
export function retryAdvice(workflowId: string, failure?: FailureType): string {
  const command = `onboard retry ${workflowId}`;
  if (failure === 'CustomerAlreadyExists') return `${command} --adopt`;
  return failure && FAILURES[failure].fixedBy === 'input' ? `${command} --input FILE` : command;
}

/** What to do about the last failure of one that is still tried again on its own: all but to retry it. */
export function adviceWhileTried(failure: FailureType): string {
  const { whatToDo } = FAILURES[failure];
  const beforeRetry = whatToDo.split(/;(?: then)? retry\b/)[0] ?? '';
  return `${beforeRetry}. The step is retried automatically.`;
}
