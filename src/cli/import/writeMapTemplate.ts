import { writeFile } from 'node:fs/promises';
import { errorCode } from '../../files/systemError';
import { mapTemplate } from '../../importFile';
import { EXIT, type ExitStatus, UsageError } from '../terminal/exit';
import { say } from '../terminal/output';
import { withFileErrors, withSpoolFolder } from './withImportFile';

export interface MapTemplateOptions {
  /** The file to import. */
  path: string;
  /** The file to write; standard output if undefined. */
  template: string | undefined;
  delimiter: string | undefined;
}

/** Writes a map file of the columns to fill in. */
export async function writeMapTemplate(options: MapTemplateOptions): Promise<ExitStatus> {
  const { path, template, delimiter } = options;
  const text = await withSpoolFolder((spoolFolder) =>
    withFileErrors(() => mapTemplate(path, { spoolFolder, delimiter })),
  );
  if (template === undefined) process.stdout.write(text);
  else await writeNew(template, text);
  say(
    'For each column, fill in a field or a reason to leave it out; then: onboard import FILE --map MAP --check',
  );
  return EXIT.done;
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    const exists = errorCode(error) === 'EEXIST';
    throw new UsageError([`${path}: ${exists ? 'exists already; name a new file' : `cannot be written`}`]);
  }
}
