import { sayIfInContainer } from '../terminal/container';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { print, printJson, say } from '../terminal/output';
import type { ImportRecord } from './importRecord';

/** Prints the result of an import. @returns `failed` if rows were refused */
export function printEnded({ importId, rows, ended }: ImportRecord, { json }: { json: boolean }): ExitStatus {
  if (!ended) throw new Error(`the import ${importId} has not ended`);
  const { counts, report, refused } = ended;
  if (json)
    printJson({ importId, rows, ...counts, report, ...(refused !== null && { refusedRows: refused }) });
  else {
    print(`${counts.made} made, ${counts.adopted} adopted, ${counts.refused} refused, of ${rows} rows.`);
    print(`Report: ${report}`);
    if (refused !== null) {
      print(`Refused rows: ${refused}`);
      say('Correct the rows in that file, and import it.');
    }
    sayIfInContainer();
  }
  return counts.refused > 0 ? EXIT.failed : EXIT.done;
}
