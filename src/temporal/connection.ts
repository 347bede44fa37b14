import { Client, type DataConverter } from '@temporalio/client';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { withinLimit } from '../contract/withinLimit';
import { ServiceUnreachable } from './serviceUnreachable';
import type { TemporalTarget } from './temporalTarget';
import type { Tracing } from './tracing';

export { NamespaceNotFound, ServiceUnreachable } from './serviceUnreachable';
export type { TemporalTarget } from './temporalTarget';

export interface TemporalConnection {
  readonly connection: NativeConnection;
  readonly client: Client;
  readonly namespace: string;
  readonly dataConverter: DataConverter;
}

/** Temporal's own default. */
export const DEFAULT_ADDRESS = 'localhost:7233';

/** Most of the traffic is encrypted payloads, which do not compress. */
const UNCOMPRESSED: NativeConnectionOptions = { grpcCompression: { codec: 'none' } };

const CONNECT_LIMIT_MS = 10_000;

/** @throws ServiceUnreachable if the server does not answer within 10 s */
export async function connectTemporal(
  { connectionOptions, namespace }: TemporalTarget,
  dataConverter: DataConverter,
  tracing?: Tracing,
): Promise<TemporalConnection> {
  const address = connectionOptions.address ?? DEFAULT_ADDRESS;
  const connection = await connectWithinLimit(
    NativeConnection.connect({ ...UNCOMPRESSED, ...connectionOptions, address }),
    address,
  );
  const client = new Client({
    connection,
    namespace,
    dataConverter,
    ...(tracing && { plugins: [tracing.plugin] }),
  });
  return { connection, client, namespace, dataConverter };
}

async function connectWithinLimit(
  connecting: Promise<NativeConnection>,
  address: string,
): Promise<NativeConnection> {
  const whenOver = () => {
    throw new Error(`no answer within ${CONNECT_LIMIT_MS / 1000} s`);
  };
  try {
    return await withinLimit(connecting, { limitMs: CONNECT_LIMIT_MS, whenOver });
  } catch (error) {
    connecting.then((late) => late.close()).catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServiceUnreachable(`Temporal cannot be reached at ${address}: ${reason}`);
  }
}
