import { isDeepStrictEqual } from 'node:util';
import { Runtime } from '@temporalio/worker';
import type { TemporalConnection } from './connection';
import type { TemporalTarget } from './temporalTarget';

export interface WatchCredentialsOptions {
  temporal: Pick<TemporalConnection, 'replace'>;
  /** What the connection was made with. */
  target: TemporalTarget;
  /** Reads the settings and their files anew. */
  read: () => TemporalTarget | undefined;
}

export interface CredentialsWatch {
  stop(): void;
}

export const LOOK_EVERY_MS = 10_000;

/**
 * Connects anew when a key or a certificate changes in its file: the SDK keeps what it connected with. Credentials that
 * do not work are logged and tried again, because the second file of a pair may not be written yet.
 */
export function watchCredentials({ temporal, target, read }: WatchCredentialsOptions): CredentialsWatch {
  let inUse = target.connectionOptions;
  let logged: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const look = async () => {
    const found = read()?.connectionOptions;
    // The address of a profile may have changed too, and a worker stays with its server.
    const connectionOptions = { ...found, ...(inUse.address && { address: inUse.address }) };
    if (!found || isDeepStrictEqual(connectionOptions, inUse)) return;
    await temporal.replace({ ...target, connectionOptions });
    inUse = connectionOptions;
    logged = undefined;
    Runtime.instance().logger.info('connected to Temporal with the changed credentials');
  };
  const lookAgain = () => {
    timer = setTimeout(() => {
      look()
        .catch((error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error);
          if (reason !== logged) {
            Runtime.instance().logger.warn(
              `the changed credentials for Temporal do not work, and the earlier ones stay in use. ${reason}`,
            );
          }
          logged = reason;
        })
        .finally(() => {
          if (!isStopped) lookAgain();
        });
    }, LOOK_EVERY_MS).unref();
  };

  lookAgain();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
