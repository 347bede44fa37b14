import type { Step } from './onboarding';

interface FailureEntry {
  /** What it means, in a sentence for the operator. */
  readonly meaning: string;
  /** What to do about it before it is tried again by hand. */
  readonly whatToDo: string;
  /** How often a step tries again on its own before it fails so. */
  readonly tries: 'once' | number | 'untilGivenUp';
  /** What has to be another one before a retry can end otherwise: this onboarding's own input, or what it meets. */
  readonly mendedBy: 'input' | 'surroundings';
}

/** Every way in which an onboarding fails: the one table that commands, documents and services use. */
export const FAILURES = {
  InvalidInput: {
    meaning: 'The input is not one that can be onboarded; nothing was sent.',
    whatToDo: 'Correct the fields that the message names, and retry it with the corrected input.',
    tries: 'once',
    mendedBy: 'input',
  },
  InvalidConfiguration: {
    meaning:
      'The worker is set up for another endpoint than the one this onboarding was started for, or IMS refuses its settings.',
    whatToDo:
      'Compare REST_ENDPOINT and IMS_SCOPE of the worker with those of the caller; the scope needs commerce.accs. Then retry it.',
    tries: 'once',
    mendedBy: 'surroundings',
  },
  InvalidCredentials: {
    meaning: 'IMS does not know the client ID, or the secret does not belong to it.',
    whatToDo:
      'Copy CLIENT_ID and CLIENT_SECRET anew from the Adobe Developer Console, in the organisation of the tenant; then retry it.',
    tries: 'once',
    mendedBy: 'surroundings',
  },
  AccessDenied: {
    meaning: 'Commerce accepts the token but not what it is used for.',
    whatToDo:
      'Give the credential the Commerce API in the Developer Console, and its user rights to read and manage customers; check the organisation; then retry it.',
    tries: 3,
    mendedBy: 'surroundings',
  },
  CustomerAlreadyExists: {
    meaning: 'Somebody else made a customer of this address on this website; it was left as it is.',
    whatToDo:
      'If it is the right person, retry it so that it adopts the customer; otherwise start one with another address.',
    tries: 'once',
    mendedBy: 'input',
  },
  CustomerRejected: {
    meaning: 'Commerce refused what was sent; the message is its own.',
    whatToDo: 'Correct what the message names, and retry it with the corrected input.',
    tries: 'once',
    mendedBy: 'input',
  },
  CustomerNotFound: {
    meaning: 'The customer was deleted between its creation and its update.',
    whatToDo: 'Find out who deleted it; a retry makes it anew.',
    tries: 'once',
    mendedBy: 'surroundings',
  },
  CustomerReplaced: {
    meaning:
      'The ID of the customer belongs to another record now, such as after a reset of the shop; that record was left as it is.',
    whatToDo: 'Find out whether the shop was reset or restored; a retry makes the customer anew.',
    tries: 'once',
    mendedBy: 'surroundings',
  },
  EndpointNotFound: {
    meaning: 'There is no customer API at REST_ENDPOINT.',
    whatToDo:
      'Copy the REST endpoint of the instance anew: https://<server>.api.commerce.adobe.com/<tenant-id>, without /rest and without a store view; then retry it.',
    tries: 5,
    mendedBy: 'surroundings',
  },
  UnexpectedResponse: {
    meaning: 'Something answered that is not the service, or not in its form.',
    whatToDo:
      'Look for a proxy or gateway between the worker and the service, and check REST_ENDPOINT and IMS_ENDPOINT; then retry it.',
    tries: 5,
    mendedBy: 'surroundings',
  },
  RateLimited: {
    meaning: 'The service asked to slow down until the time to give up was over.',
    whatToDo:
      'Find out what else asks Commerce so much, or bound the workers (ONBOARDING_MAX_REQUESTS_PER_SECOND); then retry it.',
    tries: 'untilGivenUp',
    mendedBy: 'surroundings',
  },
  CommerceUnavailable: {
    meaning:
      'Commerce did not answer, answered with an error of its own, or something on the way answered in its place, until the time to give up was over.',
    whatToDo:
      'See whether Commerce is in maintenance or down, and whether a proxy or firewall answers in its place; retry it when it is back.',
    tries: 'untilGivenUp',
    mendedBy: 'surroundings',
  },
  ImsUnavailable: {
    meaning:
      'IMS did not answer, answered with an error of its own, or something on the way answered in its place, until the time to give up was over.',
    whatToDo: 'Check the way to IMS_ENDPOINT (proxy, firewall) and the status page of Adobe; then retry it.',
    tries: 'untilGivenUp',
    mendedBy: 'surroundings',
  },
  StepTimedOut: {
    meaning: 'The step ended without telling what became of it: its worker was killed or stood still.',
    whatToDo: 'See why the worker died (memory, restarts); then retry it, nothing is made twice.',
    tries: 'untilGivenUp',
    mendedBy: 'surroundings',
  },
} as const satisfies Record<string, FailureEntry>;

export type FailureType = keyof typeof FAILURES;

export function isFailureType(type: unknown): type is FailureType {
  return typeof type === 'string' && Object.hasOwn(FAILURES, type);
}

/** What a failed onboarding carries as `details[0]`. */
export interface FailureDetails {
  step: Step;
  /** Known where the customer is there, ours or not. */
  customerId?: number;
  /** The workflow ID that the input has at the worker's endpoint (`InvalidConfiguration`). */
  expected?: string;
  /** Value of the search attribute `OnboardingPerson`, once the input was read. */
  person?: string;
}

/** A failure as clients tell it; `lastError` of a running onboarding has the same form. */
export interface Failure extends FailureDetails {
  type: FailureType;
  message: string;
}
