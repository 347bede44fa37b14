import { resolve } from 'node:path';
import { z } from 'zod';
import type { GivenReading } from '../../importFile';

/** The command line's options for a file's columns, as the record of an import keeps them. */
export type ReadingOptions = z.infer<typeof readingSchema>;

const idsSchema = z.record(z.string(), z.number());

export const readingSchema = z.object({
  table: z.string().optional(),
  map: z.string().optional(),
  addresses: z.string().optional(),
  websites: idsSchema,
  stores: idsSchema,
  allowUnknown: z.boolean(),
  incompleteAddresses: z.enum(['leave out', 'send']),
});

export function givenReading({ websites, stores, ...given }: ReadingOptions): GivenReading {
  const codes = { websites: new Map(Object.entries(websites)), stores: new Map(Object.entries(stores)) };
  return { ...given, codes };
}

/** The same options, usable from any folder. */
export function withAbsolutePaths({ map, addresses, ...others }: ReadingOptions): ReadingOptions {
  return {
    ...others,
    ...(map !== undefined && { map: resolve(map) }),
    ...(addresses !== undefined && { addresses: resolve(addresses) }),
  };
}
