import { withinLimit } from '../contract/withinLimit';
import { accessRefusalOf } from './accessRefused';
import {
  connectTemporal,
  NamespaceNotFound,
  ServiceUnreachable,
  type TemporalConnection,
} from './connection';
import { GRPC, grpcErrorOf } from './grpcStatus';
import { searchAttributeState, type SearchAttributeState } from './searchAttributes';
import type { TemporalTarget } from './temporalTarget';

/** Whether a namespace suits onboardings. */
export type NamespaceHealth =
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** The server answers, but refuses this client. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'there';
      readonly retentionMs: number;
      readonly searchAttributes: SearchAttributeState;
    };

/**
 * An onboarding is known for as long as the server keeps it. A failure on Friday must still be there for a retry after
 * the weekend.
 */
export const LEAST_RETENTION_MS = 7 * 24 * 3_600_000;

const LIMIT_MS = 5_000;

/** Describes the namespace, and changes nothing. Takes at most 10 s. */
export async function namespaceHealth(target: TemporalTarget): Promise<NamespaceHealth> {
  try {
    const temporal = await connectWithinLimit(target);
    try {
      return await temporal.connection.withDeadline(Date.now() + LIMIT_MS, () => describe(temporal));
    } finally {
      await temporal.close();
    }
  } catch (error) {
    return whatFailed(error, target);
  }
}

/** How long the server keeps closed runs. */
export async function retentionMsOf({
  connection,
  namespace,
}: Pick<TemporalConnection, 'connection' | 'namespace'>): Promise<number> {
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  return Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) * 1000;
}

async function describe(temporal: TemporalConnection): Promise<NamespaceHealth> {
  return {
    kind: 'there',
    retentionMs: await retentionMsOf(temporal),
    searchAttributes: await searchAttributeState(temporal),
  };
}

function whatFailed(error: unknown, target: TemporalTarget): NamespaceHealth {
  if (error instanceof NamespaceNotFound) return { kind: 'missing' };
  if (error instanceof ServiceUnreachable) return { kind: 'unreachable', reason: error.message };
  const refusal = accessRefusalOf(error, target);
  if (refusal) return { kind: 'refused', reason: refusal.message };
  const failed = grpcErrorOf(error);
  if (!failed) throw error;
  if (failed.code === GRPC.notFound) return { kind: 'missing' };
  return { kind: 'unreachable', reason: `Temporal answers: ${failed.message}` };
}

/** A check gives up on a silent server sooner than a worker does. */
async function connectWithinLimit(target: TemporalTarget): Promise<TemporalConnection> {
  const connecting = connectTemporal(target, {});
  const whenOver = () => {
    connecting.then((late) => late.close()).catch(() => undefined);
    const address = target.connectionOptions.address;
    throw new ServiceUnreachable(
      `Temporal cannot be reached at ${address}: no answer within ${LIMIT_MS / 1000} s`,
    );
  };
  return await withinLimit(connecting, { limitMs: LIMIT_MS, whenOver });
}
