import type { Step } from './onboarding';

interface FailureEntry {
  /** The meaning for the operator, in one sentence. */
  readonly meaning: string;
  /** What to do about the cause before a retry. */
  readonly whatToDo: string;
  /** How often a step tries again on its own before it fails in this way. */
  readonly tries: 'once' | number | 'untilGivenUp';
  /** What has to be another one before a retry can end otherwise: this onboarding's own input, or what it meets. */
  readonly fixedBy: 'input' | 'surroundings';
}

/** Every way in which an onboarding can fail: the only table for commands, documents and services. */
export const FAILURES = {
  InvalidInput: {
    meaning: 'The input is invalid; nothing was sent.',
    whatToDo: 'Correct the fields that the message names, and retry with the corrected input.',
    tries: 'once',
    fixedBy: 'input',
  },
  InvalidConfiguration: {
    meaning:
      'The worker is configured for a different endpoint than the one this onboarding was started for, or IMS refuses its settings.',
    whatToDo:
      'Compare REST_ENDPOINT and IMS_SCOPE of the worker with those of the caller; the scope needs commerce.accs. Then retry.',
    tries: 'once',
    fixedBy: 'surroundings',
  },
  InvalidCredentials: {
    meaning: 'IMS does not know the client ID, or the secret does not belong to it.',
    whatToDo:
      'Copy CLIENT_ID and CLIENT_SECRET again from the Adobe Developer Console, in the organisation of the tenant; then retry.',
    tries: 'once',
    fixedBy: 'surroundings',
  },
  AccessDenied: {
    meaning: 'Commerce accepts the token but denies the request.',
    whatToDo:
      'Add the Commerce API to the credential in the Developer Console, and give its user the rights to read and manage customers; check the organisation; then retry.',
    tries: 3,
    fixedBy: 'surroundings',
  },
  CustomerAlreadyExists: {
    meaning:
      'A customer with this address, which this onboarding did not create, exists on this website; it was not changed.',
    whatToDo:
      'If it is the right person, retry with adoption (--adopt); otherwise start an onboarding with another address.',
    tries: 'once',
    fixedBy: 'input',
  },
  CustomerRejected: {
    meaning: 'Commerce refused the input; the message is from Commerce.',
    whatToDo: 'Correct what the message names, and retry with the corrected input.',
    tries: 'once',
    fixedBy: 'input',
  },
  CustomerNotFound: {
    meaning: 'The customer was deleted between its creation and its update.',
    whatToDo: 'Find out who deleted it; a retry creates the customer again.',
    tries: 'once',
    fixedBy: 'surroundings',
  },
  CustomerReplaced: {
    meaning:
      'The ID of the customer now belongs to another record, for example after a reset of the shop; that record was not changed.',
    whatToDo: 'Find out whether the shop was reset or restored; a retry creates the customer again.',
    tries: 'once',
    fixedBy: 'surroundings',
  },
  EndpointNotFound: {
    meaning: 'There is no customer API at REST_ENDPOINT.',
    whatToDo:
      'Copy the REST endpoint of the instance again: https://<server>.api.commerce.adobe.com/<tenant-id>, without /rest and without a store view; then retry.',
    tries: 5,
    fixedBy: 'surroundings',
  },
  UnexpectedResponse: {
    meaning: 'The response did not come from the service, or does not have its format.',
    whatToDo:
      'Look for a proxy or gateway between the worker and the service, and check REST_ENDPOINT and IMS_ENDPOINT; then retry.',
    tries: 5,
    fixedBy: 'surroundings',
  },
  RateLimited: {
    meaning: 'The service limited the rate of requests until the time to give up was over.',
    whatToDo:
      'Find out what else sends requests to Commerce, or limit the workers (ONBOARDING_MAX_REQUESTS_PER_SECOND); then retry.',
    tries: 'untilGivenUp',
    fixedBy: 'surroundings',
  },
  CommerceUnavailable: {
    meaning:
      'Commerce did not answer, answered with a server error, or a proxy answered in its place, until the time to give up was over.',
    whatToDo:
      'Check whether Commerce is in maintenance or down, and whether a proxy or firewall answers in its place; retry when it is back.',
    tries: 'untilGivenUp',
    fixedBy: 'surroundings',
  },
  ImsUnavailable: {
    meaning:
      'IMS did not answer, answered with a server error, or a proxy answered in its place, until the time to give up was over.',
    whatToDo:
      'Check the network path to IMS_ENDPOINT (proxy, firewall) and the status page of Adobe; then retry.',
    tries: 'untilGivenUp',
    fixedBy: 'surroundings',
  },
  StepTimedOut: {
    meaning: 'The step ended without a result: its worker was killed or suspended.',
    whatToDo: 'Find out why the worker stopped (memory, restarts); then retry: no customer is created twice.',
    tries: 'untilGivenUp',
    fixedBy: 'surroundings',
  },
} as const satisfies Record<string, FailureEntry>;

export type FailureType = keyof typeof FAILURES;

export function isFailureType(type: unknown): type is FailureType {
  return typeof type === 'string' && Object.hasOwn(FAILURES, type);
}

/** The content of `details[0]` of a failed onboarding. */
export interface FailureDetails {
  step: Step;
  /** Known if the customer exists, even if somebody else made it. */
  customerId?: number;
  /** The correct workflow ID of the input at the worker's endpoint (`InvalidConfiguration`). */
  expected?: string;
  /** Value of the search attribute `OnboardingPerson`, once the input was read. */
  person?: string;
}

/** A failure in the form for clients; `lastError` of a running onboarding has the same form. */
export interface Failure extends FailureDetails {
  type: FailureType;
  message: string;
}
