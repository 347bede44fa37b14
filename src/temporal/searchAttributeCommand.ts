import { SearchAttributeType } from '@temporalio/common';
import type { SEARCH_ATTRIBUTES } from '../contract/names';

export type SearchAttribute = (typeof SEARCH_ATTRIBUTES)[keyof typeof SEARCH_ATTRIBUTES];

/** The command of the Temporal CLI that makes them. */
export function searchAttributeCommand(namespace: string, missing: readonly SearchAttribute[]): string {
  const flags = missing.map((attribute) => `--name ${attribute.name} --type ${typeInCommands(attribute)}`);
  return `temporal operator search-attribute create --namespace ${namespace} ${flags.join(' ')}`;
}

/** The type as the Temporal CLI calls it. */
export function typeInCommands({ type }: SearchAttribute): string {
  return type === SearchAttributeType.INT ? 'Int' : 'Keyword';
}
