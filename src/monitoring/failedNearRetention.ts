import { Gauge, type Registry } from 'prom-client';
import { METRICS } from '../contract/metrics';
import type { TemporalConnection } from '../temporal/connection';
import { listOnboardings } from '../onboardings/listOnboardings';
import { retentionMsOf } from '../temporal/namespaceHealth';
import { askedRarely } from './askedRarely';

export interface FailedNearRetentionOptions {
  temporal: TemporalConnection;
  taskQueue: string;
}

const NEAR_MS = 3 * 24 * 3_600_000;
const ASK_EVERY_MS = 300_000;
const ANSWER_LIMIT_MS = 30_000;
/** Above this number, the exact count does not matter. */
const MOST = 1_000;

/** Failed onboardings that the server deletes within days. */
export function registerFailedNearRetention(registry: Registry, options: FailedNearRetentionOptions): void {
  const ask = askedRarely(ASK_EVERY_MS, () => countFailedNearRetention({ ...options, at: new Date() }));
  new Gauge({
    ...METRICS.failedNearRetention,
    registers: [registry],
    async collect() {
      const count = await ask();
      if (count === undefined) this.reset();
      else this.set(count);
    },
  });
}

/**
 * The number of failed onboardings that the server will have deleted three days after a time. Retried ones do not
 * count, because only the newest run of each counts.
 */
export async function countFailedNearRetention({
  temporal,
  taskQueue,
  at,
}: FailedNearRetentionOptions & { at: Date }): Promise<number> {
  const { client, connection } = temporal;
  return await connection.withDeadline(Date.now() + ANSWER_LIMIT_MS, async () => {
    const endedBefore = new Date(at.getTime() - (await retentionMsOf(temporal)) + NEAR_MS);
    let count = 0;
    for await (const _ of listOnboardings(client, { taskQueue, status: 'failed', endedBefore })) {
      count += 1;
      if (count === MOST) break;
    }
    return count;
  });
}
