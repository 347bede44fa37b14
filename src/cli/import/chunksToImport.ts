import { FIRST_CHUNKS, type ImportChunk } from '../../contract/importing';
import { tenantId } from '../../contract/parse/workflowId';
import { chunksOf, validatedRows } from '../../importFile';
import type { Import, ImportFromFileOptions } from './importOptions';

/** The chunks of a file, as workers take them. */
export async function* chunksToImport(
  { file, validation, record }: Import,
  { restEndpoint, allowRefusals }: Pick<ImportFromFileOptions, 'restEndpoint' | 'allowRefusals'>,
): AsyncGenerator<ImportChunk, void> {
  const tenant = tenantId(restEndpoint);
  for await (const { chunk, rows } of chunksOf(validatedRows(file, validation))) {
    const stops = chunk < FIRST_CHUNKS && !allowRefusals;
    yield {
      ...{ importId: record.importId, tenant, chunk, rows },
      ...(stops && { stopsWhenRefusedAlike: true }),
    };
  }
}
