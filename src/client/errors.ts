import { type Failure, type FailureType, FAILURES } from '../contract/failures';
import type { Step } from '../contract/onboarding';
import { inputProblemLine } from '../contract/parse/inputProblem';
import type { InputProblem } from '../contract/parse/onboardingInput';
import type { Outcome } from '../onboardings/outcome';

/** The onboarding failed; it can be retried once its cause is fixed. */
export class OnboardingFailed extends Error {
  override readonly name = 'OnboardingFailed';
  readonly type: FailureType;
  readonly step: Step;
  /** Known where the customer is there, ours or not. */
  readonly customerId: number | undefined;
  /** What to do before it is retried. */
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

/** An operator ended the onboarding before it was done; it can be retried. */
export class OnboardingStopped extends Error {
  override readonly name = 'OnboardingStopped';

  constructor(
    readonly workflowId: string,
    readonly status: Exclude<Outcome['status'], 'done' | 'failed'>,
  ) {
    super(`the onboarding ${workflowId} was ended before it was done (${status})`);
  }
}

/** The input is none that can be onboarded; nothing was started. Its message repeats none of the values. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';

  constructor(readonly problems: readonly InputProblem[]) {
    super(problems.map(inputProblemLine).join('\n'));
  }
}
