import { SearchAttributeType } from '@temporalio/common';
import type { SEARCH_ATTRIBUTES } from '../contract/names';

export type SearchAttribute = (typeof SEARCH_ATTRIBUTES)[keyof typeof SEARCH_ATTRIBUTES];

/** The Temporal CLI command that creates them. */
export function searchAttributeCommand(namespace: string, missing: readonly SearchAttribute[]): string {
  const flags = missing.map((attribute) => `--name ${attribute.name} --type ${typeInCommands(attribute)}`);
  return `temporal operator search-attribute create --namespace ${namespace} ${flags.join(' ')}`;
}

/** The type in the syntax of the Temporal CLI. */
export function typeInCommands({ type }: SearchAttribute): string {
  return type === SearchAttributeType.INT ? 'Int' : 'Keyword';
}
