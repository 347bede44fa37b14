import type { ServerResponse } from 'node:http';
import { Problem } from '../problems/problem';

/**
 * Counts the requests that are being answered, each until its connection is done with it, whoever ends that.
 * @returns a function that throws Problem `overloaded` for one too many
 */
export function createInFlightLimit(most: number): (response: ServerResponse) => void {
  let count = 0;
  return (response) => {
    if (count >= most) throw new Problem('overloaded', { detail: `It answers ${most} at once` });
    count += 1;
    response.once('close', () => {
      count -= 1;
    });
  };
}
