import { setTimeout as sleep } from 'node:timers/promises';
import { SearchAttributeType } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { SEARCH_ATTRIBUTES } from '../contract/names';
import { NamespaceNotFound, ServiceUnreachable, type TemporalConnection } from './connection';
import { GRPC, grpcStatusOf } from './grpcStatus';
import { type SearchAttribute, searchAttributeCommand } from './searchAttributeCommand';

const WAIT_MS = 60_000;
const ASK_EVERY_MS = 1_000;

const { INDEXED_VALUE_TYPE_INT, INDEXED_VALUE_TYPE_KEYWORD } = temporal.api.enums.v1.IndexedValueType;

/**
 * Sees that the namespace has every search attribute of an onboarding, since a run that upserts an unknown one
 * hangs: makes those that are missing, or waits until an operator has.
 * @throws ServiceUnreachable after 60 s, with the command that makes them
 */
export async function ensureSearchAttributes(temporalConnection: TemporalConnection): Promise<void> {
  const { namespace } = temporalConnection;
  const until = performance.now() + WAIT_MS;
  let missing = await missingAttributes(temporalConnection);
  if (missing.length === 0) return;
  // Two workers may do this at once, and a server may not let a worker do it at all: what counts is what is there then.
  await addSearchAttributes(temporalConnection, missing).catch(() => undefined);
  for (;;) {
    missing = await missingAttributes(temporalConnection);
    if (missing.length === 0 && (await canBeQueried(temporalConnection))) return;
    if (performance.now() >= until) throw new ServiceUnreachable(whatHinders(namespace, missing));
    await sleep(ASK_EVERY_MS);
  }
}

/** What is registered is of use only when the service that answers clients has learned of it as well. */
export async function canBeQueried({ connection, namespace }: Registry): Promise<boolean> {
  try {
    await connection.workflowService.countWorkflowExecutions({ namespace, query: QUERY });
    return true;
  } catch (error) {
    const code = grpcStatusOf(error);
    if (code === undefined) throw error;
    // A client that may not count cannot tell.
    return code !== GRPC.invalidArgument && code !== GRPC.notFound;
  }
}

/** Names every search attribute, and finds nothing. */
const QUERY = Object.values(SEARCH_ATTRIBUTES)
  .map(({ name, type }) => `${name} = ${type === SearchAttributeType.INT ? '0' : "'none'"}`)
  .join(' AND ');

type Registry = Pick<TemporalConnection, 'connection' | 'namespace'>;

/** What stands between a namespace and the first onboarding. */
export interface SearchAttributeState {
  readonly missing: readonly SearchAttribute[];
  /** Whether the server has an operator service for this client, by which a worker makes what is missing. */
  readonly operatorServiceAnswers: boolean;
}

/** @throws NamespaceNotFound */
export async function searchAttributeState({
  connection,
  namespace,
}: Registry): Promise<SearchAttributeState> {
  const { names, operatorServiceAnswers } = await registeredNames({ connection, namespace });
  const there = new Set(names);
  return {
    missing: Object.values(SEARCH_ATTRIBUTES).filter(({ name }) => !there.has(name)),
    operatorServiceAnswers,
  };
}

async function missingAttributes(registry: Registry): Promise<readonly SearchAttribute[]> {
  return (await searchAttributeState(registry)).missing;
}

/** Temporal Cloud has no operator service for clients; there the namespace itself tells. */
async function registeredNames({
  connection,
  namespace,
}: Registry): Promise<{ names: string[]; operatorServiceAnswers: boolean }> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return { names: Object.keys(customAttributes), operatorServiceAnswers: true };
  } catch (error) {
    const code = grpcStatusOf(error);
    if (code === GRPC.notFound) throw new NamespaceNotFound(namespace);
    if (code !== GRPC.permissionDenied && code !== GRPC.unimplemented) throw error;
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    return {
      names: Object.values(config?.customSearchAttributeAliases ?? {}),
      operatorServiceAnswers: false,
    };
  }
}

/** @throws the SDK's gRPC error, also where one of them is there already */
export async function addSearchAttributes(
  { connection, namespace }: Registry,
  missing: readonly SearchAttribute[],
): Promise<void> {
  const searchAttributes = Object.fromEntries(
    missing.map(({ name, type }) => [
      name,
      type === SearchAttributeType.INT ? INDEXED_VALUE_TYPE_INT : INDEXED_VALUE_TYPE_KEYWORD,
    ]),
  );
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
}

function whatHinders(namespace: string, missing: readonly SearchAttribute[]): string {
  if (missing.length === 0) {
    return `Temporal lists the search attributes of the namespace ${namespace}, but takes no query with them within ${WAIT_MS / 1000} s`;
  }
  return [
    `The namespace ${namespace} lacks search attributes, and this program may not make them. An operator makes them with:`,
    searchAttributeCommand(namespace, missing),
  ].join('\n');
}
