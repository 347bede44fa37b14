import type { TemporalTarget } from '../temporal/temporalTarget';
import { NAMESPACE } from './serverConnection';

/** How an embedded server is connected to. */
export function embeddedTarget({ address }: { address: string }): TemporalTarget {
  return { connectionOptions: { address }, namespace: NAMESPACE };
}
