import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 15_000;

export interface RawExchange {
  /** Sent one after another, with a pause after each. */
  readonly parts: readonly (string | Uint8Array)[];
  readonly pauseMs?: number;
}

/** Everything that the gateway sends on one connection until it closes it. */
export async function exchange(url: string, { parts, pauseMs = 0 }: RawExchange): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  const closed = new Promise<void>((settle) => socket.once('close', () => settle()));
  socket.on('error', () => undefined).on('data', (bytes) => (answer += bytes.toString('latin1')));
  socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error('The gateway does not end the connection.')));
  for (const part of parts) {
    if (socket.destroyed) break;
    socket.write(part);
    if (pauseMs > 0) await Promise.race([sleep(pauseMs), closed]);
  }
  await closed;
  return answer;
}

/** The status codes of the responses. */
export function statusesIn(answer: string): number[] {
  return [...answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
}
