import { readFileSync } from 'node:fs';
import {
  type ClientConfigProfile,
  type ClientConnectConfig,
  type ConfigDataSource,
  loadClientConfigProfile,
  toClientOptions,
} from '@temporalio/envconfig';
import { errorCode } from '../files/systemError';
import { SETTING } from './temporalSettingNames';

/** Temporal's own default. */
const DEFAULT_ADDRESS = 'localhost:7233';

/** A Temporal server that runs outside of this program. */
export interface TemporalTarget {
  readonly connectionOptions: ClientConnectConfig['connectionOptions'] & { readonly address: string };
  readonly namespace: string;
}

/**
 * Reads Temporal's standard variables (`TEMPORAL_ADDRESS`, `TEMPORAL_PROFILE`, ...) and its configuration file.
 * @returns undefined if neither names an address, which means the embedded server
 * @throws the SDK's error if they are contradictory; an Error that names the setting if the address is invalid, or a
 * file of the credentials is missing
 */
export function readTemporalTarget(environment: Record<string, string>): TemporalTarget | undefined {
  const profile = loadClientConfigProfile({ overrideEnvVars: environment });
  if (!profile.address && !environment['TEMPORAL_PROFILE']) return undefined;
  if (profile.address) assertAddress(profile.address);
  assertCredentials(profile);
  const { connectionOptions, namespace } = toClientOptions(profile);
  return {
    connectionOptions: { ...connectionOptions, address: connectionOptions.address ?? DEFAULT_ADDRESS },
    namespace: namespace ?? 'default',
  };
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

/** The SDK ignores half of a pair, and names no setting for a missing file. @throws Error */
function assertCredentials({ tls }: ClientConfigProfile): void {
  const { clientCert, clientKey, serverCa } = SETTING;
  assertReadable(clientCert, tls?.clientCert);
  assertReadable(clientKey, tls?.clientKey);
  assertReadable(serverCa, tls?.serverCACert);
  if ((tls?.clientCert === undefined) === (tls?.clientKey === undefined)) return;
  const [given, missing] = tls?.clientKey === undefined ? [clientCert, clientKey] : [clientKey, clientCert];
  throw new Error(`${missing}: is missing; ${given} needs it`);
}

function assertReadable(setting: string, source: ConfigDataSource | undefined): void {
  if (!source || !('path' in source)) return;
  try {
    readFileSync(source.path);
  } catch (error) {
    const reason = errorCode(error) ?? String(error);
    throw new Error(`${setting}: ${source.path} cannot be read (${reason}); make it a readable file in PEM`, {
      cause: error,
    });
  }
}
