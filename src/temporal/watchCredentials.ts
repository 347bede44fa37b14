import { isDeepStrictEqual } from 'node:util';
import { Runtime } from '@temporalio/worker';
import { refusalInNamespace } from './accessRefused';
import type { TemporalConnection } from './connection';
import type { TemporalTarget } from './temporalTarget';

export interface WatchCredentialsOptions {
  temporal: Pick<TemporalConnection, 'connection' | 'replace'>;
  /** What the connection was made with. */
  target: TemporalTarget;
  /** Reads the settings and their files anew. */
  read: () => TemporalTarget | undefined;
}

export interface CredentialsWatch {
  stop(): void;
}

const LOOK_EVERY_MS = 10_000;
const ANSWER_LIMIT_MS = 5_000;

/**
 * Connects anew when a key or a certificate changes in its file: the SDK keeps what it connected with. Credentials that
 * do not work are logged and tried again, because the second file of a pair may not be written yet. Logs also when
 * Temporal begins to refuse the ones in use, of which the SDK says nothing.
 */
export function watchCredentials({ temporal, target, read }: WatchCredentialsOptions): CredentialsWatch {
  let inUse = target;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const warnOfChange = onceEach((reason) => {
    Runtime.instance().logger.warn(
      `the changed credentials for Temporal do not work, and the earlier ones stay in use. ${reason}`,
    );
  });
  const warnOfRefusal = onceEach((reason) => {
    Runtime.instance().logger.error(reason);
  });

  const followChange = async () => {
    try {
      const changed = withCredentialsOf(read(), inUse);
      if (!isDeepStrictEqual(changed, inUse)) {
        await temporal.replace(changed);
        inUse = changed;
        Runtime.instance().logger.info('connected to Temporal with the changed credentials');
      }
      warnOfChange(undefined);
    } catch (error) {
      warnOfChange(error instanceof Error ? error.message : String(error));
    }
  };
  const noteRefusal = async () => {
    const refusal = await refusalInNamespace(temporal.connection, inUse, ANSWER_LIMIT_MS);
    warnOfRefusal(refusal?.message);
  };
  const lookLater = () => {
    timer = setTimeout(() => {
      void followChange()
        .then(noteRefusal)
        .finally(() => {
          if (!isStopped) lookLater();
        });
    }, LOOK_EVERY_MS).unref();
  };

  lookLater();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** The address of a profile may change too, but a process stays with its server and namespace. */
function withCredentialsOf(read: TemporalTarget | undefined, inUse: TemporalTarget): TemporalTarget {
  const { address } = inUse.connectionOptions;
  if (!read) return inUse;
  return {
    ...inUse,
    connectionOptions: { ...read.connectionOptions, address },
  };
}

/** Reports a text that differs from the one before; `undefined` means that all is well again. */
function onceEach(report: (text: string) => void): (text: string | undefined) => void {
  let last: string | undefined;
  return (text) => {
    if (text !== undefined && text !== last) report(text);
    last = text;
  };
}
