import type { RowCounts } from '../../contract/importing';
import { type KnownImport, knownImports } from '../../onboardings/import/chunksOfImport';
import { ImportState } from '../../onboardings/import/importState';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { printJson, printTable, say } from '../terminal/output';
import { withSession } from '../terminal/withSession';
import type { ImportActionOptions } from './importOptions';
import { chunksByStatus, chunksLine } from './showImport';

/** Prints the imports whose chunks the server knows, newest first: a table, or one JSON document per line. */
export async function listImports(options: Omit<ImportActionOptions, 'importId'>): Promise<ExitStatus> {
  return await withSession({ ...options, onlyReads: true }, async ({ temporal: { client } }) => {
    const importState = new ImportState(client);
    const listed: Listed[] = [];
    for (const known of await knownImports(client)) {
      listed.push({ ...known, counts: (await importState.of(known.chunks)).counts });
    }
    if (options.json) listed.forEach(printAsJson);
    else if (listed.length > 0) printTable([HEADER, ...listed.map(rowOf)]);
    else
      say(
        'The server has no import. It deletes an import once the report is written, unless you use --keep.',
      );
    return EXIT.done;
  });
}

interface Listed extends KnownImport {
  readonly counts: RowCounts;
}

const HEADER = ['IMPORT', 'STARTED', 'MADE', 'ADOPTED', 'REFUSED', 'CHUNKS'];

function rowOf({ importId, startedAt, counts, chunks }: Listed): string[] {
  const figures = [counts.made, counts.adopted, counts.refused].map(String);
  return [importId, startedAt.toISOString(), ...figures, chunksLine(chunksByStatus(chunks))];
}

function printAsJson({ importId, startedAt, counts, chunks }: Listed): void {
  printJson({ importId, startedAt, ...counts, chunks: chunksByStatus(chunks) });
}
