import { Client, type DataConverter } from '@temporalio/client';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { withinLimit } from '../contract/withinLimit';
import { connectionProblem } from './connectionProblem';
import type { TemporalTarget } from './temporalTarget';
import type { Tracing } from './tracing';

export { AccessRefused, NamespaceNotFound, ServiceUnreachable } from './connectionErrors';
export type { TemporalTarget } from './temporalTarget';

export interface TemporalConnection {
  /** The current one: `replace` changes it, so do not keep it. */
  readonly connection: NativeConnection;
  /** The current one, on `connection`. */
  readonly client: Client;
  readonly namespace: string;
  readonly dataConverter: DataConverter;
  /**
   * Connects with other credentials. Calls use them from then on, and calls in progress may finish as they began.
   * @throws what `connectTemporal` throws; then the current connection stays
   */
  replace(target: TemporalTarget): Promise<void>;
  /** Calls the listener with each connection that replaces another one. */
  onReplaced(listener: (connection: NativeConnection) => void): void;
  /** Closes the current connection, and the replaced ones. */
  close(): Promise<void>;
}

/** Most of the traffic is encrypted payloads, which do not compress. */
const UNCOMPRESSED: NativeConnectionOptions = { grpcCompression: { codec: 'none' } };

const CONNECT_LIMIT_MS = 10_000;

/** How long a call in progress may use a replaced connection; longer than any call of ours. */
const REPLACED_USABLE_MS = 120_000;

/**
 * @throws ServiceUnreachable if the server does not answer within 10 s
 * @throws AccessRefused if the server refuses this client, or a setting of TLS is wrong
 */
export async function connectTemporal(
  target: TemporalTarget,
  dataConverter: DataConverter,
  tracing?: Tracing,
): Promise<TemporalConnection> {
  const { namespace } = target;
  const clientOf = (connection: NativeConnection) =>
    new Client({ connection, namespace, dataConverter, ...(tracing && { plugins: [tracing.plugin] }) });
  let connection = await connectNative(target);
  let client = clientOf(connection);
  const replaced = new Map<NativeConnection, NodeJS.Timeout>();
  const listeners: ((connection: NativeConnection) => void)[] = [];
  const closeReplaced = async (old: NativeConnection) => {
    clearTimeout(replaced.get(old));
    replaced.delete(old);
    await old.close();
  };
  return {
    get connection() {
      return connection;
    },
    get client() {
      return client;
    },
    namespace,
    dataConverter,
    replace: async (other) => {
      const old = connection;
      connection = await connectNative(other);
      client = clientOf(connection);
      for (const listener of listeners) listener(connection);
      replaced.set(
        old,
        setTimeout(() => void closeReplaced(old).catch(() => undefined), REPLACED_USABLE_MS).unref(),
      );
    },
    onReplaced: (listener) => listeners.push(listener),
    close: async () => {
      for (const old of [...replaced.keys()]) await closeReplaced(old);
      await connection.close();
    },
  };
}

async function connectNative(target: TemporalTarget): Promise<NativeConnection> {
  const connecting = NativeConnection.connect({ ...UNCOMPRESSED, ...target.connectionOptions });
  const whenOver = () => {
    throw new Error(`no answer within ${CONNECT_LIMIT_MS / 1000} s`);
  };
  try {
    return await withinLimit(connecting, { limitMs: CONNECT_LIMIT_MS, whenOver });
  } catch (error) {
    connecting.then((late) => late.close()).catch(() => undefined);
    throw await connectionProblem(error, target);
  }
}
