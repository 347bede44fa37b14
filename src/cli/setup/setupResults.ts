import { SearchAttributeType } from '@temporalio/common';
import { SEARCH_ATTRIBUTES } from '../../contract/names';
import { type SearchAttribute, searchAttributeCommand } from '../../temporal/searchAttributeCommand';
import type { NamespaceSetup, RetentionSetup, SearchAttributeSetup } from '../../temporal/setUpNamespace';
import type { TemporalTarget } from '../../temporal/temporalTarget';
import { checkRetention, daysText } from '../check/checkNamespace';

/** What exists or was created. */
export type SetupResult =
  | { readonly name: string; readonly status: 'made' | 'there' | 'changed'; readonly message: string }
  | { readonly name: string; readonly status: 'failed'; readonly message: string; readonly whatToDo: string };

const ON_CLOUD = ' (in Temporal Cloud in its web UI or with tcld)';

/** One result per thing, in the order of their creation. `wantedMs` is the requested retention. */
export function setupResults(setup: NamespaceSetup, target: TemporalTarget, wantedMs: number): SetupResult[] {
  const { namespace } = target;
  const address = target.connectionOptions.address;
  const where = `-n ${namespace} --address ${address}`;
  switch (setup.kind) {
    case 'refused':
      return [
        failed(
          'namespace',
          setup.reason,
          `Check TEMPORAL_API_KEY or TEMPORAL_TLS_*, and that they are for the namespace ${namespace}.`,
        ),
      ];
    case 'notMade':
      return [
        failed(
          'namespace',
          `there is no ${namespace}, and it cannot be made. ${setup.reason}`,
          `An operator makes it${ON_CLOUD}: temporal operator namespace create --retention ${flagOf(wantedMs)} ${where}`,
        ),
        ...searchAttributeResults(
          {
            kind: 'refused',
            reason: 'There is no such namespace',
            missing: Object.values(SEARCH_ATTRIBUTES),
          },
          namespace,
        ),
      ];
    case 'there':
      return [
        { name: 'namespace', status: setup.made ? 'made' : 'there', message: namespace },
        retentionResult(setup.retention, { where, wantedMs }),
        ...searchAttributeResults(setup.searchAttributes, namespace),
      ];
  }
}

function retentionResult(
  retention: RetentionSetup,
  { where, wantedMs }: { where: string; wantedMs: number },
): SetupResult {
  const name = 'retention';
  switch (retention.kind) {
    case 'refused':
      return failed(
        name,
        `is ${daysText(retention.retentionMs)}, and cannot be changed. ${retention.reason}`,
        `An operator makes it longer${ON_CLOUD}: temporal operator namespace update --retention ${flagOf(wantedMs)} ${where}`,
      );
    case 'lengthened': {
      const { beforeMs, retentionMs } = retention;
      const message = `closed workflows are now kept for ${daysText(retentionMs)} instead of ${daysText(beforeMs)}`;
      return { name, status: 'changed', message };
    }
    case 'kept': {
      const { status, message } = checkRetention(retention.retentionMs, where);
      if (status !== 'failed') return { name, status: 'there', message };
      return failed(name, message, `Make it longer: onboard setup --retention ${flagOf(wantedMs)}`);
    }
  }
}

function searchAttributeResults(setup: SearchAttributeSetup, namespace: string): SetupResult[] {
  const lacking = setup.kind === 'ready' ? setup.made : setup.missing;
  const all = Object.values(SEARCH_ATTRIBUTES);
  const there = all.filter((attribute) => !lacking.includes(attribute));
  return [
    ...there.map((attribute) => searchAttributeResult(attribute, 'there')),
    ...(setup.kind === 'ready'
      ? setup.made.map((attribute) => searchAttributeResult(attribute, 'made'))
      : [notRegistered(setup, namespace)]),
  ];
}

function searchAttributeResult({ name, type }: SearchAttribute, status: 'made' | 'there'): SetupResult {
  return { name, status, message: type === SearchAttributeType.INT ? 'Int' : 'Keyword' };
}

function notRegistered(
  { missing, reason }: Extract<SearchAttributeSetup, { kind: 'refused' }>,
  namespace: string,
): SetupResult {
  const names = missing.map(({ name }) => name).join(', ');
  return failed(
    'searchAttributes',
    `${names} not registered, and this client may not register them. ${reason}`,
    `An operator makes them${ON_CLOUD}: ${searchAttributeCommand(namespace, missing)}`,
  );
}

function failed(name: string, message: string, whatToDo: string): SetupResult {
  return { name, status: 'failed', message, whatToDo };
}

/** In the form of Temporal's and our own flags. */
function flagOf(retentionMs: number): string {
  return daysText(retentionMs).replace(' ', '');
}
