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
 * Ensures that the namespace has every search attribute of an onboarding, because a run that upserts an unknown one
 * hangs. Creates missing ones, or waits until an operator has done so.
 * @throws ServiceUnreachable after 60 s, with the command that creates them
 */
export async function ensureSearchAttributes(registry: Registry): Promise<void> {
  const { namespace } = registry;
  const until = performance.now() + WAIT_MS;
  let missing = await missingAttributes(registry);
  if (missing.length === 0) return;
  // Two workers may do this at once, and a server may forbid it to workers: only the result counts.
  await addSearchAttributes(registry, missing).catch(() => undefined);
  for (;;) {
    missing = await missingAttributes(registry);
    if (missing.length === 0 && (await canBeQueried(registry))) return;
    if (performance.now() >= until) throw new ServiceUnreachable(whyNotReady(namespace, missing));
    await sleep(ASK_EVERY_MS);
  }
}

/** A new attribute is usable only once the service that answers clients knows it too. */
export async function canBeQueried({ connection, namespace }: Registry): Promise<boolean> {
  try {
    await connection.workflowService.countWorkflowExecutions({ namespace, query: QUERY });
    return true;
  } catch (error) {
    const code = grpcStatusOf(error);
    if (code === undefined) throw error;
    // A client without the right to count cannot find out.
    return code !== GRPC.invalidArgument && code !== GRPC.notFound;
  }
}

/** Names every search attribute, and matches nothing. */
const QUERY = Object.values(SEARCH_ATTRIBUTES)
  .map(({ name, type }) => `${name} = ${type === SearchAttributeType.INT ? '0' : "'none'"}`)
  .join(' AND ');

type Registry = Pick<TemporalConnection, 'connection' | 'namespace'>;

/** What a namespace lacks for onboardings. */
export interface SearchAttributeState {
  readonly missing: readonly SearchAttribute[];
  /** Whether this client may use the operator service, with which a worker creates missing attributes. */
  readonly operatorServiceAnswers: boolean;
}

/** @throws NamespaceNotFound */
export async function searchAttributeState({
  connection,
  namespace,
}: Registry): Promise<SearchAttributeState> {
  const { names, operatorServiceAnswers } = await registeredNames({ connection, namespace });
  const existing = new Set(names);
  return {
    missing: Object.values(SEARCH_ATTRIBUTES).filter(({ name }) => !existing.has(name)),
    operatorServiceAnswers,
  };
}

async function missingAttributes(registry: Registry): Promise<readonly SearchAttribute[]> {
  return (await searchAttributeState(registry)).missing;
}

/** Temporal Cloud offers clients no operator service, but describes the attributes with the namespace. */
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

/** @throws the SDK's gRPC error, also if one of them exists */
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

function whyNotReady(namespace: string, missing: readonly SearchAttribute[]): string {
  if (missing.length === 0) {
    return `Temporal lists the search attributes of the namespace ${namespace}, but takes no query with them within ${WAIT_MS / 1000} s`;
  }
  return [
    `The namespace ${namespace} lacks search attributes, and this program may not make them. An operator makes them with:`,
    searchAttributeCommand(namespace, missing),
  ].join('\n');
}
