import type { Fault } from '../../src/sandbox';

const NOT_AUTHORIZED = {
  message: "The consumer isn't authorized to access %resources.",
  parameters: { resources: 'Magento_Customer::manage' },
};
const NO_ROUTE = { message: 'Request does not match any route.' };
const TOO_MANY = { message: 'Too Many Requests' };
const INTERNAL_ERROR = {
  message: 'Internal Error. Details are available in Magento log file. Report ID: webapi-65f1c3',
};

/** Faults of the wire for one request. A name that ends in `Made` means that the request was carried out. */
const FAULTS = {
  lose: { kind: 'lose', made: false },
  loseMade: { kind: 'lose', made: true },
  reset: { kind: 'reset', made: false },
  resetMade: { kind: 'reset', made: true },
  truncateConnection: { kind: 'truncate', where: 'connection' },
  truncateJson: { kind: 'truncate', where: 'json' },
  slow: { kind: 'slow', byMs: 0 },
  late: { kind: 'late', byMs: 0 },
  http401: { kind: 'status', status: 401, made: false, body: NOT_AUTHORIZED },
  http401Made: { kind: 'status', status: 401, made: true, body: NOT_AUTHORIZED },
  http404: { kind: 'status', status: 404, made: false, body: NO_ROUTE },
  http404Made: { kind: 'status', status: 404, made: true, body: NO_ROUTE },
  http429: { kind: 'status', status: 429, made: false, body: TOO_MANY, headers: { 'Retry-After': '1' } },
  http429Made: { kind: 'status', status: 429, made: true, body: TOO_MANY, headers: { 'Retry-After': '1' } },
  http500: { kind: 'status', status: 500, made: false, body: INTERNAL_ERROR },
  http500Made: { kind: 'status', status: 500, made: true, body: INTERNAL_ERROR },
  html502: { kind: 'html', status: 502, made: false },
  html502Made: { kind: 'html', status: 502, made: true },
  html503: { kind: 'html', status: 503, made: false },
} as const satisfies Record<string, Fault>;

export type WireFaultName = keyof typeof FAULTS;

export const WIRE_FAULTS = Object.keys(FAULTS) as WireFaultName[];

/** The fault for the sandbox; `slow` and `late` take one and a half times a request's limit. */
export function wireFault(name: WireFaultName, requestTimeoutMs: number): Fault {
  const fault = FAULTS[name];
  return 'byMs' in fault ? { ...fault, byMs: requestTimeoutMs * 1.5 } : { ...fault };
}

/** Whether the request is carried out before the client gets another answer. */
export function isCarriedOut(name: WireFaultName): boolean {
  const fault = FAULTS[name];
  return 'made' in fault ? fault.made : fault.kind !== 'late';
}
