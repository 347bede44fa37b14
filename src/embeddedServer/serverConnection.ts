import type { Connection } from '@temporalio/client';
import type { TemporalTarget } from '../temporal/temporalTarget';

/** The namespace that every development server has. */
export const NAMESPACE = 'default';

/** How an embedded server is connected to. */
export function embeddedTarget({ address }: { address: string }): TemporalTarget {
  return { connectionOptions: { address }, namespace: NAMESPACE };
}

/** Runs `work` with a connection to an embedded server, which may still be about to listen. */
export async function withServerConnection<Result>(
  address: string,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  // Loaded while the server starts, as it takes nearly as long.
  const { Connection: ServerConnection } = await import('@temporalio/client');
  const connection = ServerConnection.lazy({
    address,
    // A call that fails is not tried again behind our back, so that a process that has ended is noticed.
    interceptors: [],
    channelArgs: {
      // A proxy from the environment does not reach this machine's loopback.
      'grpc.enable_http_proxy': 0,
      // gRPC's own first wait, a second, is longer than the server takes to start.
      'grpc.initial_reconnect_backoff_ms': 10,
      'grpc.max_reconnect_backoff_ms': 20,
      // Channels of one process share their sockets, and waits, by address otherwise.
      'grpc.use_local_subchannel_pool': 1,
    },
  });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
