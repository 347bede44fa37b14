import { setTimeout as sleep } from 'node:timers/promises';
import { protoDuration } from '../contract/parse/protoTime';
import {
  connectTemporal,
  NamespaceNotFound,
  ServiceUnreachable,
  type TemporalConnection,
} from './connection';
import { namespaceHealth } from './namespaceHealth';
import { GRPC, grpcErrorOf } from './grpcStatus';
import type { SearchAttribute } from './searchAttributeCommand';
import { addSearchAttributes, canBeQueried, searchAttributeState } from './searchAttributes';
import type { TemporalTarget } from './temporalTarget';

/** What exists in a namespace, and what was created. */
export type NamespaceSetup =
  /** The server refuses this client. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** There is none, and this client may not create it. */
  | { readonly kind: 'notMade'; readonly reason: string }
  | {
      readonly kind: 'there';
      readonly made: boolean;
      readonly retention: RetentionSetup;
      readonly searchAttributes: SearchAttributeSetup;
    };

/** `retentionMs` is how long the server now keeps closed runs. */
export type RetentionSetup =
  | { readonly kind: 'kept'; readonly retentionMs: number }
  | { readonly kind: 'lengthened'; readonly beforeMs: number; readonly retentionMs: number }
  | { readonly kind: 'refused'; readonly reason: string; readonly retentionMs: number };

export type SearchAttributeSetup =
  | { readonly kind: 'ready'; readonly made: readonly SearchAttribute[] }
  | { readonly kind: 'refused'; readonly reason: string; readonly missing: readonly SearchAttribute[] };

export const DEFAULT_RETENTION_MS = 30 * 24 * 3_600_000;

export interface SetUpNamespaceOptions {
  /**
   * The minimum retention of an existing namespace; a longer one is kept. Default: 30 days for a new namespace, and no
   * change for an existing one.
   */
  retentionMs?: number;
}

/**
 * Creates what a namespace lacks for onboardings, and waits until workers and clients can use it, which takes some
 * seconds. Safe to repeat and to run concurrently.
 * @throws ServiceUnreachable if the server does not answer, or does not show the result within 60 s
 */
export async function setUpNamespace(
  target: TemporalTarget,
  options: SetUpNamespaceOptions = {},
): Promise<NamespaceSetup> {
  const found = await namespaceHealth(target);
  if (found.kind === 'unreachable') throw new ServiceUnreachable(found.reason);
  if (found.kind === 'refused') return found;
  const temporal = await connectTemporal(target, {});
  try {
    return await temporal.connection.withDeadline(Date.now() + CALLS_LIMIT_MS, () =>
      found.kind === 'missing' ? makeNamespace(temporal, options) : completeNamespace(temporal, options),
    );
  } catch (error) {
    const refusal = asRefusal(error);
    throw refusal ? new ServiceUnreachable(refusal.reason) : error;
  } finally {
    await temporal.close();
  }
}

const SHOWN_LIMIT_MS = 60_000;
const ASK_EVERY_MS = 250;

/** Two waits for results, and the calls between them. */
const CALLS_LIMIT_MS = 2 * SHOWN_LIMIT_MS + 30_000;

/** Each of the server's services refreshes its list of namespaces every 2 s, at different moments. */
const SERVICES_LEARN_MS = 2_000;

async function makeNamespace(
  temporal: TemporalConnection,
  options: SetUpNamespaceOptions,
): Promise<NamespaceSetup> {
  const { connection, namespace } = temporal;
  const refusal = await refusalOf(
    connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: protoDuration(options.retentionMs ?? DEFAULT_RETENTION_MS),
    }),
  );
  // Another caller was faster.
  if (refusal?.code === GRPC.alreadyExists) return await completeNamespace(temporal, options);
  if (refusal) return { kind: 'notMade', reason: refusal.reason };
  return await completeNamespace(temporal, options, { made: true });
}

async function completeNamespace(
  temporal: TemporalConnection,
  options: SetUpNamespaceOptions,
  { made } = { made: false },
): Promise<NamespaceSetup> {
  const retention = await setUpRetention(temporal, options);
  const searchAttributes = await setUpSearchAttributes(temporal);
  const changed =
    made ||
    retention.kind === 'lengthened' ||
    (searchAttributes.kind === 'ready' && searchAttributes.made.length > 0);
  if (changed) await sleep(SERVICES_LEARN_MS);
  return { kind: 'there', made, retention, searchAttributes };
}

async function setUpRetention(
  { connection, namespace }: TemporalConnection,
  { retentionMs }: SetUpNamespaceOptions,
): Promise<RetentionSetup> {
  const beforeMs = await untilShown(`namespace ${namespace}`, () => retentionOf({ connection, namespace }));
  if (retentionMs === undefined || retentionMs <= beforeMs) return { kind: 'kept', retentionMs: beforeMs };
  const refusal = await refusalOf(
    connection.workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: protoDuration(retentionMs) },
    }),
  );
  if (refusal) return { kind: 'refused', reason: refusal.reason, retentionMs: beforeMs };
  return { kind: 'lengthened', beforeMs, retentionMs };
}

/** Undefined if the server does not know the namespace yet. */
async function retentionOf({
  connection,
  namespace,
}: Pick<TemporalConnection, 'connection' | 'namespace'>): Promise<number | undefined> {
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    return Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) * 1000;
  } catch (error) {
    if (asRefusal(error)?.code !== GRPC.notFound) throw error;
    return undefined;
  }
}

async function setUpSearchAttributes(temporal: TemporalConnection): Promise<SearchAttributeSetup> {
  const what = `search attributes of ${temporal.namespace}`;
  const made = await untilShown(what, () => missingAttributes(temporal));
  return await untilShown(what, async () => {
    const missing = await missingAttributes(temporal);
    if (missing === undefined) return undefined;
    if (missing.length === 0) return (await canBeQueried(temporal)) ? { kind: 'ready', made } : undefined;
    const refusal = await refusalOf(addSearchAttributes(temporal, missing));
    if (!refusal || PASSING.includes(refusal.code)) return undefined;
    return { kind: 'refused', reason: refusal.reason, missing };
  });
}

/** Refusals of a server that does not know a new namespace yet, or that has a concurrent request for the same. */
const PASSING: readonly number[] = [GRPC.notFound, GRPC.alreadyExists, GRPC.unavailable];

/** Undefined if the server does not know the namespace yet. */
async function missingAttributes(
  temporal: TemporalConnection,
): Promise<readonly SearchAttribute[] | undefined> {
  try {
    return (await searchAttributeState(temporal)).missing;
  } catch (error) {
    if (error instanceof NamespaceNotFound) return undefined;
    throw error;
  }
}

/** The refusal of a call. */
interface Refusal {
  readonly code: number;
  readonly reason: string;
}

/** The refusal of the call, if any. */
async function refusalOf(call: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    const refusal = asRefusal(error);
    if (refusal) return refusal;
    throw error;
  }
}

function asRefusal(error: unknown): Refusal | undefined {
  const refusal = grpcErrorOf(error);
  return refusal && { code: refusal.code, reason: `Temporal answers: ${refusal.message}` };
}

/** Repeats the question until it has an answer. @throws ServiceUnreachable after 60 s */
async function untilShown<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const until = performance.now() + SHOWN_LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() >= until) {
      throw new ServiceUnreachable(
        `Temporal does not show the ${what} within ${SHOWN_LIMIT_MS / 1000} s; the same command goes on from there`,
      );
    }
    await sleep(ASK_EVERY_MS);
  }
}
