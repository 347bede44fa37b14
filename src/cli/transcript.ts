import type { OnboardingEvent } from '../temporal/followOnboarding';
import { pretty, print, say } from './output';

const STEP_STARTED = {
  getToken: 'Getting access token...',
  createCustomer: '\nCreating customer...',
  updateCustomer: '\nUpdating customer...',
} as const;

/** Prints what the tutorial's script prints, each part as its step ends. */
export function printEvent(event: OnboardingEvent): void {
  for (const line of linesOf(event)) print(line);
  sayTrouble(event);
}

function linesOf(event: OnboardingEvent): string[] {
  switch (event.kind) {
    case 'stepStarted':
      return [STEP_STARTED[event.step]];
    case 'tokenObtained':
      return [`Token obtained: *** (valid until ${event.token.validUntil})`];
    case 'customerCreated': {
      const { customer } = event.creation;
      return ['Create Response:', pretty(customer), `Customer ID: ${customer.id}`];
    }
    case 'customerUpdated':
      return [pretty(event.update.customer)];
    case 'tryFailed':
    case 'serverGone':
      return [];
  }
}

/** Failed tries alone, for those who asked for the result alone. */
export function sayTrouble(event: OnboardingEvent): void {
  if (event.kind === 'serverGone') say('Temporal does not answer; still trying.');
  if (event.kind !== 'tryFailed') return;
  const { attempt, failure } = event;
  say(`${failure.step}: try ${attempt} failed, ${failure.type}: ${failure.message}; it is tried again`);
}
