interface ProblemEntry {
  readonly status: number;
  /** The same for every problem of the kind. */
  readonly title: string;
  /** What whoever asked can do about it. */
  readonly whatToDo: string;
  /** Seconds after which the same request may be made again, where that helps. */
  readonly retryAfterS?: number;
}

/** Every way in which the gateway refuses a request: the one table that answers and documents use. */
export const PROBLEMS = {
  'malformed-request': {
    status: 400,
    title: 'The request is no HTTP request as it should be',
    whatToDo: 'Correct it; no client library sends such a one.',
  },
  'invalid-json': {
    status: 400,
    title: 'The body is no JSON document',
    whatToDo: 'Correct it where "problems" says: UTF-8, no comments, no member twice.',
  },
  'invalid-parameter': {
    status: 400,
    title: 'A parameter of the query is not right',
    whatToDo: 'Correct the parameters that "problems" names.',
  },
  'not-authenticated': {
    status: 401,
    title: 'There is no API key with the request, or not one that is known',
    whatToDo: 'Send a key: Authorization: Bearer KEY. An operator makes one with: onboard gateway keys new.',
  },
  'right-missing': {
    status: 403,
    title: 'The API key does not have the right for this',
    whatToDo: 'Use a key that has the right that "detail" names.',
  },
  'foreign-page': {
    status: 403,
    title: 'The request comes from a web page of another origin, or names a foreign host',
    whatToDo:
      'Ask from a program, under the address that the gateway listens on; with API keys every Host is accepted.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing at this path',
    whatToDo: 'See /openapi.json, or /docs in a browser.',
  },
  'unknown-onboarding': {
    status: 404,
    title: 'Temporal has no onboarding of this ID on the task queue of the gateway',
    whatToDo: 'Compare the ID. Temporal deletes what ended when its retention is over.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This path has other methods',
    whatToDo: 'Use one that the header Allow names.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request did not arrive in time',
    whatToDo: 'Send it again, all at once.',
  },
  'input-differs': {
    status: 409,
    title: 'The onboarding of this customer runs or is done, and was given another input',
    whatToDo:
      'Send the input it was given, or leave it; for keys with the right read "fields" names what differs.',
  },
  'on-other-queue': {
    status: 409,
    title: 'The onboarding of this customer runs or is done on another task queue',
    whatToDo: 'Ask the gateway of that queue, or its operator.',
  },
  'not-retriable': {
    status: 409,
    title: 'The onboarding runs or is done: there is nothing to retry',
    whatToDo: 'See where it stands: GET /onboardings/{id}.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    whatToDo: 'Send at most 512 KiB, which is one customer with all there is to say.',
  },
  'path-too-long': {
    status: 414,
    title: 'The path is too long',
    whatToDo: 'See /openapi.json: a workflow ID is taken with up to 100 characters.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body is of another type than JSON',
    whatToDo: 'Send Content-Type: application/json; a retry also takes application/merge-patch+json.',
  },
  'invalid-input': {
    status: 422,
    title: 'The input is not one that can be onboarded; nothing was started',
    whatToDo: 'Correct what "problems" names, and send it again.',
  },
  'onboarding-failed': {
    status: 422,
    title: 'The onboarding ended and is not done',
    whatToDo: 'Retry it when the cause is fixed: POST /onboardings/{id}/retry.',
  },
  'too-many-requests': {
    status: 429,
    title: 'The API key makes too many requests',
    whatToDo:
      'Send the same again after the seconds that Retry-After names; "detail" says what there is too much of.',
    retryAfterS: 1,
  },
  'headers-too-large': {
    status: 431,
    title: 'The headers are too large',
    whatToDo: 'Send at most 16 KiB of headers.',
  },
  internal: {
    status: 500,
    title: 'The gateway failed',
    whatToDo: 'Send the same again; its operator finds the error in its log.',
  },
  overloaded: {
    status: 503,
    title: 'The gateway has as many requests as it can answer',
    whatToDo: 'Send the same again after the seconds that Retry-After names.',
    retryAfterS: 1,
  },
  'temporal-unavailable': {
    status: 503,
    title: 'Temporal does not answer',
    whatToDo:
      'Send the same again after the seconds that Retry-After names. A start may have arrived all the same: the same again finds it.',
    retryAfterS: 1,
  },
  'keys-unreadable': {
    status: 503,
    title: 'The file of API keys is gone or cannot be read',
    whatToDo: 'Its operator finds the reason in the log of the gateway.',
    retryAfterS: 5,
  },
} as const satisfies Record<string, ProblemEntry>;

export type ProblemKind = keyof typeof PROBLEMS;

/** The status codes that problems of these kinds have. */
export function statusesOf(kinds: readonly ProblemKind[]): number[] {
  return [...new Set(kinds.map((kind) => PROBLEMS[kind].status))].sort((one, other) => one - other);
}
