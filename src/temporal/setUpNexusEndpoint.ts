import { connectTemporal, type TemporalConnection } from './connection';
import { GRPC, grpcErrorOf } from './grpcStatus';
import type { TemporalTarget } from './temporalTarget';

/** Whether a Nexus endpoint was created, or why not. */
export type NexusEndpointSetup =
  | { readonly kind: 'made' | 'there' }
  /** It leads to another task queue of this namespace: callers may use it for something else, and it stays as it is. */
  | { readonly kind: 'otherQueue'; readonly leadsTo: string }
  /** It leads elsewhere: it may belong to another team, and stays as it is. */
  | { readonly kind: 'foreign'; readonly leadsTo: string }
  | { readonly kind: 'refused'; readonly reason: string };

export interface NexusEndpointOptions {
  /** A letter, then letters, digits and `-`. It is unique on the server, not only in the namespace. */
  readonly name: string;
  readonly taskQueue: string;
}

const CALLS_LIMIT_MS = 30_000;

/** Creates a Nexus endpoint that leads to a task queue of the namespace. Safe to repeat. @throws ServiceUnreachable */
export async function setUpNexusEndpoint(
  target: TemporalTarget,
  options: NexusEndpointOptions,
): Promise<NexusEndpointSetup> {
  const temporal = await connectTemporal(target, {});
  try {
    return await temporal.connection.withDeadline(Date.now() + CALLS_LIMIT_MS, () =>
      setUp(temporal, options),
    );
  } catch (error) {
    const refusal = grpcErrorOf(error);
    if (!refusal) throw error;
    return { kind: 'refused', reason: `Temporal answers: ${refusal.message}` };
  } finally {
    await temporal.close();
  }
}

async function setUp(
  { connection: { operatorService }, namespace }: TemporalConnection,
  { name, taskQueue }: NexusEndpointOptions,
): Promise<NexusEndpointSetup> {
  const spec = { name, target: { worker: { namespace, taskQueue } } };
  const find = async () => (await operatorService.listNexusEndpoints({ name })).endpoints[0];
  let found = await find();
  if (!found) {
    try {
      await operatorService.createNexusEndpoint({ spec });
      return { kind: 'made' };
    } catch (error) {
      if (grpcErrorOf(error)?.code !== GRPC.alreadyExists) throw error;
      // Another caller was faster.
      found = await find();
    }
  }
  const { worker, external } = found?.spec?.target ?? {};
  if (worker?.namespace !== namespace) {
    const leadsTo = worker
      ? `the namespace ${worker.namespace ?? ''}`
      : (external?.url ?? 'an unknown place');
    return { kind: 'foreign', leadsTo };
  }
  if (worker.taskQueue === taskQueue) return { kind: 'there' };
  return { kind: 'otherQueue', leadsTo: worker.taskQueue ?? '' };
}
