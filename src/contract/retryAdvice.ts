import { FAILURES, type FailureType } from './failures';

/** The command that goes on with one that failed so, once its cause is mended. */
export function retryAdvice(workflowId: string, failure?: FailureType): string {
  const command = `onboard retry ${workflowId}`;
  if (failure === 'CustomerAlreadyExists') return `${command} --adopt`;
  return failure && FAILURES[failure].mendedBy === 'input' ? `${command} --input FILE` : command;
}
