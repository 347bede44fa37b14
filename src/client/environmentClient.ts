import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { type Environment, loadEnvironment, readService, SettingsError } from '../settings';
import { createDataConverter } from '../temporal/dataConverter';
import { embeddedTarget } from '../embeddedServer/serverConnection';
import { findRunningServer } from '../embeddedServer/runningServer';
import type { Encryption } from '../temporal/encryption';
import { isLoopbackAddress } from '../loopback';
import { refusalInNamespace } from '../temporal/accessRefused';
import { connectionProblem } from '../temporal/connectionProblem';
import type { TemporalTarget } from '../temporal/temporalTarget';
import { findOfDev } from './startingDev';
import { encryptionOfHome, encryptionOfServer, readTarget } from './temporalEnvironment';

const CONNECT_LIMIT_MS = 10_000;

let connected: Promise<Client> | undefined;

/** The client of this process. @throws SettingsError, ServiceUnreachable, AccessRefused */
export async function environmentClient(): Promise<Client> {
  connected ??= connect(loadEnvironment()).catch((error: unknown) => {
    connected = undefined;
    throw error;
  });
  return await connected;
}

/** Closes the connection of this process's client; the next call opens another one. */
export async function disconnect(): Promise<void> {
  const client = connected;
  connected = undefined;
  await (await client?.catch(() => undefined))?.connection.close();
}

async function connect(environment: Environment): Promise<Client> {
  const { target, encryption } = await serverOf(environment);
  const { connectionOptions, namespace } = target;
  try {
    const connection = await Connection.connect({
      ...(connectionOptions as ConnectionOptions),
      connectTimeout: CONNECT_LIMIT_MS,
      // A proxy of the environment is for the internet; this machine is reached without it.
      ...(isLoopbackAddress(connectionOptions.address) && { channelArgs: { 'grpc.enable_http_proxy': 0 } }),
    });
    const refusal = await refusalInNamespace(connection, target, CONNECT_LIMIT_MS);
    if (refusal) {
      await connection.close();
      throw refusal;
    }
    return new Client({ connection, namespace, dataConverter: createDataConverter(encryption) });
  } catch (error) {
    throw await connectionProblem(error, target);
  }
}

async function serverOf(
  environment: Environment,
): Promise<{ target: TemporalTarget; encryption: Encryption }> {
  const { encryption: settings, home } = readService(environment);
  const target = readTarget(environment);
  if (target) return { target, encryption: encryptionOfServer(settings) };
  const server = await findOfDev(home, () => findRunningServer(home));
  if (!server) {
    throw new SettingsError([
      `TEMPORAL_ADDRESS: is not set, and no embedded server runs in ${home}; set it, or start one: onboard dev`,
    ]);
  }
  return { target: embeddedTarget(server), encryption: await encryptionOfHome(settings, home) };
}
