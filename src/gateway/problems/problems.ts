interface ProblemEntry {
  readonly status: number;
  /** The same for every problem of the kind. */
  readonly title: string;
  /** What the caller can do about it. */
  readonly whatToDo: string;
  /** Seconds until the same request may succeed, if a retry helps. */
  readonly retryAfterS?: number;
}

/** Every way in which the gateway refuses a request: the one table for responses and documents. */
export const PROBLEMS = {
  'malformed-request': {
    status: 400,
    title: 'The request is not valid HTTP',
    whatToDo: 'Correct the request; use an HTTP client library.',
  },
  'invalid-json': {
    status: 400,
    title: 'The body is not valid JSON',
    whatToDo: 'Correct what "problems" names: UTF-8, no comments, no duplicate members.',
  },
  'invalid-parameter': {
    status: 400,
    title: 'A query parameter is invalid',
    whatToDo: 'Correct the parameters that "problems" names.',
  },
  'not-authenticated': {
    status: 401,
    title: 'The request has no API key, or an unknown one',
    whatToDo:
      'Send a key: Authorization: Bearer KEY. An operator creates one with: onboard gateway keys new.',
  },
  'signature-refused': {
    status: 401,
    title: 'The signature of the events is refused; nothing was started',
    whatToDo:
      'Sign the bytes that you send, with a secret that the gateway has, and send them within 5 minutes; "detail" says what is wrong.',
  },
  'right-missing': {
    status: 403,
    title: 'The API key lacks the right for this request',
    whatToDo: 'Use a key that has the right that "detail" names.',
  },
  'foreign-page': {
    status: 403,
    title: 'The request comes from a web page of another origin, or its Host is not this machine',
    whatToDo:
      'Send the request from a program, to the address that the gateway listens on; with API keys every Host is accepted.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing at this path',
    whatToDo: 'See /openapi.json, or /docs in a browser.',
  },
  'unknown-onboarding': {
    status: 404,
    title: 'Temporal has no onboarding of this ID on the task queue of the gateway',
    whatToDo: 'Check the ID. Temporal deletes closed workflows after the retention period.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The path does not support this method',
    whatToDo: 'Use a method that the header Allow lists.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request did not arrive in time',
    whatToDo: 'Send the request again without pauses.',
  },
  'input-differs': {
    status: 409,
    title: 'The onboarding of this customer is running or done, and has a different input',
    whatToDo: 'Send the same input as before. With the right read, "fields" lists what differs.',
  },
  'on-other-queue': {
    status: 409,
    title: 'The onboarding of this customer is running or done on another task queue',
    whatToDo: 'Use the gateway of that task queue, or ask its operator.',
  },
  'not-retriable': {
    status: 409,
    title: 'The onboarding is running or done: there is nothing to retry',
    whatToDo: 'Get its status: GET /onboardings/{id}.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    whatToDo: 'Send at most 512 KiB.',
  },
  'path-too-long': {
    status: 414,
    title: 'The path is too long',
    whatToDo: 'See /openapi.json: a workflow ID has at most 100 characters.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body is not JSON',
    whatToDo:
      'Send Content-Type: application/json. A retry also takes application/merge-patch+json; events also take application/cloudevents+json and application/cloudevents-batch+json.',
  },
  'invalid-input': {
    status: 422,
    title: 'The input is invalid; nothing was started',
    whatToDo: 'Correct what "problems" names, and send it again.',
  },
  'invalid-event': {
    status: 422,
    title: 'The request has no valid CloudEvent; nothing was started',
    whatToDo: 'Correct what "problems" names, and send the event again.',
  },
  'events-refused': {
    status: 422,
    title: 'At least one event is refused; the others were handled',
    whatToDo:
      'Correct what "events" names. Sending the same events again changes nothing: those that started an onboarding start no other.',
  },
  'onboarding-failed': {
    status: 422,
    title: 'The onboarding ended without success',
    whatToDo: 'Fix the cause, then retry: POST /onboardings/{id}/retry.',
  },
  'too-many-requests': {
    status: 429,
    title: 'The API key sends too many requests',
    whatToDo: 'Retry after the number of seconds in Retry-After; "detail" names the limit.',
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
    whatToDo: 'Retry; the operator finds the error in the log of the gateway.',
  },
  overloaded: {
    status: 503,
    title: 'The gateway is at its limit of requests',
    whatToDo: 'Retry after the number of seconds in Retry-After.',
    retryAfterS: 1,
  },
  'temporal-unavailable': {
    status: 503,
    title: 'Temporal does not answer',
    whatToDo:
      'Retry after the number of seconds in Retry-After. Repeating a start is safe: it finds an onboarding that was started.',
    retryAfterS: 1,
  },
  'keys-unreadable': {
    status: 503,
    title: 'The file of API keys is missing or cannot be read',
    whatToDo: 'The operator finds the reason in the log of the gateway.',
    retryAfterS: 5,
  },
  'sender-keys-unavailable': {
    status: 503,
    title: 'The public keys of Adobe I/O Events cannot be read now',
    whatToDo:
      'Retry after the number of seconds in Retry-After; the gateway must reach static.adobeioevents.com.',
    retryAfterS: 60,
  },
} as const satisfies Record<string, ProblemEntry>;

export type ProblemKind = keyof typeof PROBLEMS;

/** The status codes of these kinds of problems. */
export function statusesOf(kinds: readonly ProblemKind[]): number[] {
  return [...new Set(kinds.map((kind) => PROBLEMS[kind].status))].sort((one, other) => one - other);
}
