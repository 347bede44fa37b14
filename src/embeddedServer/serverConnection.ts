import type { Connection } from '@temporalio/client';
import type { TemporalTarget } from '../temporal/temporalTarget';

/** The namespace of every development server. */
export const NAMESPACE = 'default';

/** How to connect to an embedded server. */
export function embeddedTarget({ address }: { address: string }): TemporalTarget {
  return { connectionOptions: { address }, namespace: NAMESPACE };
}

/** Runs `work` with a connection to an embedded server, which may not listen yet. */
export async function withServerConnection<Result>(
  address: string,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  // Loaded while the server starts, because loading takes nearly as long.
  const { Connection: ServerConnection } = await import('@temporalio/client');
  const connection = ServerConnection.lazy({
    address,
    // Without the SDK's retries, so that the end of the process is noticed.
    interceptors: [],
    channelArgs: {
      // A proxy of the environment cannot reach this machine's loopback.
      'grpc.enable_http_proxy': 0,
      // gRPC's first back-off, a second, is longer than the server takes to start.
      'grpc.initial_reconnect_backoff_ms': 10,
      'grpc.max_reconnect_backoff_ms': 20,
      // Otherwise channels of one process share their sockets and back-off by address.
      'grpc.use_local_subchannel_pool': 1,
    },
  });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
