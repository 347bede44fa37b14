import { type Failure, type FailureType, FAILURES } from '../contract/failures';
import type { Step } from '../contract/onboarding';
import { inputProblemLine } from '../contract/parse/inputProblem';
import type { InputProblem } from '../contract/parse/onboardingInput';
import type { Outcome } from '../onboardings/outcome';

/** The onboarding failed. Retry it once the cause is fixed. */
export class OnboardingFailed extends Error {
  override readonly name = 'OnboardingFailed';
  readonly type: FailureType;
  readonly step: Step;
  /** Set if the existing customer is known, whether or not this onboarding created it. */
  readonly customerId: number | undefined;
  /** What to do before a retry. */
  readonly whatToDo: string;

  constructor(
    readonly workflowId: string,
    { type, message, step, customerId }: Failure,
  ) {
    super(message);
    this.type = type;
    this.step = step;
    this.customerId = customerId;
    this.whatToDo = FAILURES[type].whatToDo;
  }
}

/** An operator stopped the onboarding before it was done. It can be retried. */
export class OnboardingStopped extends Error {
  override readonly name = 'OnboardingStopped';

  constructor(
    readonly workflowId: string,
    readonly status: Exclude<Outcome['status'], 'done' | 'failed'>,
  ) {
    super(`the onboarding ${workflowId} was ended before it was done (${status})`);
  }
}

/** The input is invalid, and nothing was started. The message repeats no values. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';

  constructor(readonly problems: readonly InputProblem[]) {
    super(problems.map(inputProblemLine).join('\n'));
  }
}
