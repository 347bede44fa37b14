import type { ServerResponse } from 'node:http';
import type { Caller } from '../access/access';
import { Problem } from '../problems/problem';

/**
 * Limits the requests in progress. Each counts until its connection closes or its response is sent. A key never holds
 * more places than are free: one busy key gets half of them, n busy keys get 1/(n + 1) each, so that one place is
 * always free for another key.
 * @returns a function that throws Problem `overloaded` if no place is free, `too-many-requests` if the key has used its
 * share
 */
export function createInFlightLimit(most: number): (caller: Caller, response: ServerResponse) => void {
  let count = 0;
  const ofKeys = new Map<string, number>();
  const change = (key: string | undefined, by: 1 | -1) => {
    count += by;
    if (key === undefined) return;
    const held = (ofKeys.get(key) ?? 0) + by;
    if (held > 0) ofKeys.set(key, held);
    else ofKeys.delete(key);
  };
  return (caller, response) => {
    const key = caller.kind === 'local' ? undefined : caller.id;
    if (count >= most) throw new Problem('overloaded', { detail: `The limit is ${most} requests at once` });
    const held = key === undefined ? 0 : (ofKeys.get(key) ?? 0);
    if (key !== undefined && held >= most - count) {
      throw new Problem('too-many-requests', {
        detail: `${held} of its requests are in flight, which is its share of ${most}`,
      });
    }
    change(key, 1);
    response.once('close', () => change(key, -1));
  };
}
