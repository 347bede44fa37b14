import type { OnboardingEvent } from '../temporal/followOnboarding';
import { pretty, print, say } from './output';

const STEP_STARTED = {
  getToken: 'Getting access token...',
  createCustomer: '\nCreating customer...',
  updateCustomer: '\nUpdating customer...',
} as const;

/** Prints what the tutorial's script prints, each part as its step ends. */
export function printEvent(event: OnboardingEvent): void {
  switch (event.kind) {
    case 'stepStarted':
      return print(STEP_STARTED[event.step]);
    case 'tokenObtained':
      return print(`Token obtained: *** (valid until ${event.token.validUntil})`);
    case 'customerCreated':
      print('Create Response:');
      print(pretty(event.creation.customer));
      return print(`Customer ID: ${event.creation.customer.id}`);
    case 'customerUpdated':
      return print(pretty(event.update.customer));
    case 'tryFailed':
    case 'serverGone':
      return sayTrouble(event);
  }
}

/** Failed tries alone, for those who asked for the result alone. */
export function sayTrouble(event: OnboardingEvent): void {
  if (event.kind === 'serverGone') say('Temporal does not answer; still trying.');
  if (event.kind !== 'tryFailed') return;
  const { attempt, failure } = event;
  say(`${failure.step}: try ${attempt} failed, ${failure.type}: ${failure.message}; it is tried again`);
}
