import { StepFailure } from '../src/commerce/failure';

/** The failure of a run whose arguments are refused before anything is sent. */
export function invalidInput(
  message: string,
  details: { expected?: string; person?: string } = {},
): StepFailure {
  return new StepFailure('InvalidInput', message, { details: { step: 'input', ...details } });
}
