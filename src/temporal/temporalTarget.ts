import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';

/** A Temporal server that is set up outside of this program. */
export interface TemporalTarget {
  readonly connectionOptions: ClientConnectConfig['connectionOptions'];
  readonly namespace: string;
}

/**
 * Reads Temporal's own standard variables (`TEMPORAL_ADDRESS`, `TEMPORAL_PROFILE`, ...) and its configuration file.
 * @returns undefined where neither names an address: the embedded server is meant
 * @throws the SDK's error where they contradict each other or cannot be read, and an Error where the address is none
 */
export function readTemporalTarget(environment: Record<string, string>): TemporalTarget | undefined {
  const profile = environment['TEMPORAL_PROFILE'];
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: environment });
  if (!connectionOptions.address && !profile) return undefined;
  if (connectionOptions.address) assertAddress(connectionOptions.address);
  return { connectionOptions, namespace: namespace ?? 'default' };
}

/** As the SDK takes it. Its connections find out that it is none only once they are made, and say so each in other words. */
const ADDRESS = /^(?:\[[0-9a-f:.]+\]|[^\s:/@[\]]+)(?::(\d{1,5}))?$/i;

/** @throws Error */
function assertAddress(address: string): void {
  const match = ADDRESS.exec(address);
  const port = Number(match?.[1] ?? 7233);
  if (match && port > 0 && port <= 65_535) return;
  throw new Error(
    'the address (TEMPORAL_ADDRESS, or that of the profile) must be host:port, such as localhost:7233, without http://',
  );
}
