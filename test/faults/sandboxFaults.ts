import type { Fault, FaultRule } from '../../src/sandbox';

/** One request in ten has a fault, with equal shares for all kinds. */
const SHARE = 0.1;

const EVERY_KIND: readonly Fault[] = [
  { kind: 'lose', made: false },
  { kind: 'lose', made: true },
  { kind: 'reset', made: false },
  { kind: 'reset', made: true },
  { kind: 'slow', byMs: 2_000 },
  { kind: 'late', byMs: 2_000 },
  { kind: 'truncate', where: 'connection' },
  { kind: 'truncate', where: 'json' },
  { kind: 'html', status: 503, made: false },
  { kind: 'html', status: 502, made: true },
  { kind: 'html', status: 200, made: false },
  { kind: 'status', status: 429, made: false },
  { kind: 'status', status: 500, made: true },
  { kind: 'status', status: 401, made: false },
  { kind: 'status', status: 403, made: false },
  { kind: 'status', status: 404, made: false },
];

export const SANDBOX_FAULTS: readonly FaultRule[] = EVERY_KIND.map((what) => ({
  on: 'any',
  what,
  share: SHARE / EVERY_KIND.length,
}));

/** Some updates are refused for good, so that the person can edit the record before the retry. */
export const REFUSED_UPDATES: FaultRule = {
  on: 'update',
  what: { kind: 'status', status: 400, made: false, body: { message: 'The record is locked.' } },
  share: 0.05,
};
