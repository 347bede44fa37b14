import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';

/** A Temporal server that is set up outside of this program. */
export interface TemporalTarget {
  readonly connectionOptions: NativeConnectionOptions;
  readonly namespace: string;
}

/**
 * Reads Temporal's own standard variables (`TEMPORAL_ADDRESS`, `TEMPORAL_PROFILE`, ...) and its configuration file.
 * @returns undefined where neither names an address: the embedded server is meant
 * @throws the SDK's error where they contradict each other or cannot be read
 */
export function readTemporalTarget(environment: Record<string, string>): TemporalTarget | undefined {
  const profile = environment['TEMPORAL_PROFILE'];
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: environment });
  if (!connectionOptions.address && !profile) return undefined;
  return { connectionOptions, namespace: namespace ?? 'default' };
}
