import { StepFailure } from '../src/commerce/failure';

/** The run was started with something that is refused before anything is sent. */
export function invalidInput(
  message: string,
  details: { expected?: string; person?: string } = {},
): StepFailure {
  return new StepFailure('InvalidInput', message, { details: { step: 'input', ...details } });
}
