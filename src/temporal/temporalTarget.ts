import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';

/** A Temporal server that runs outside of this program. */
export interface TemporalTarget {
  readonly connectionOptions: ClientConnectConfig['connectionOptions'];
  readonly namespace: string;
}

/**
 * Reads Temporal's standard variables (`TEMPORAL_ADDRESS`, `TEMPORAL_PROFILE`, ...) and its configuration file.
 * @returns undefined if neither names an address, which means the embedded server
 * @throws the SDK's error if they are contradictory or unreadable; an Error if the address is invalid
 */
export function readTemporalTarget(environment: Record<string, string>): TemporalTarget | undefined {
  const profile = environment['TEMPORAL_PROFILE'];
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: environment });
  if (!connectionOptions.address && !profile) return undefined;
  if (connectionOptions.address) assertAddress(connectionOptions.address);
  return { connectionOptions, namespace: namespace ?? 'default' };
}

/**
 * In the SDK's format. Its connections would notice an invalid address only when they connect, each with a different
 * message.
 */
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
