import { STEP_TEXTS, type StepName, type StepResult } from '../../contract/steps';
import type { OnboardingInput } from '../../contract/onboarding';
import { type Environment, secretValues } from '../../settings';
import type { OnboardingEvent } from '../../onboardings/followOnboarding';
import { createRedaction, type Redact } from '../../temporal/redaction';
import { pretty, print, say } from './output';

/** Prints the lines of the tutorial's script, each when its step ends. */
export function printEvent(event: OnboardingEvent, redact: Redact): void {
  for (const line of linesOf(event)) print(line);
  sayTrouble(event, redact);
}

function linesOf(event: OnboardingEvent): string[] {
  switch (event.kind) {
    case 'stepStarted':
      return [STEP_TEXTS[event.step].transcript];
    case 'stepDone':
      return reportOf(event.step, event.result);
    case 'tryFailed':
    case 'serverGone':
      return [];
  }
}

function reportOf<Name extends StepName>(step: Name, result: StepResult<Name>): string[] {
  return STEP_TEXTS[step].report(result).map((line) => (typeof line === 'string' ? line : pretty(line)));
}

/** Prints only failed tries, for a command that prints the result alone. */
export function sayTrouble(event: OnboardingEvent, redact: Redact): void {
  if (event.kind === 'serverGone') say('Temporal does not answer; still trying.');
  if (event.kind !== 'tryFailed') return;
  const { attempt, failure } = event;
  say(`${failure.step}: try ${attempt} failed, ${failure.type}: ${redact(failure.message)}; retrying`);
}

/** Hides secrets and input that messages of Commerce and IMS may repeat. */
export function redactionFor(input: OnboardingInput, environment: Environment): Redact {
  return createRedaction([...secretValues(environment), ...textsIn(input)]);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
