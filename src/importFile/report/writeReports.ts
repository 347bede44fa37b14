import { rm } from 'node:fs/promises';
import type { RowCounts, RowOutcome } from '../../contract/importing';
import { inputProblemLine } from '../../contract/parse/inputProblem';
import type { ImportFile } from '../importFile';
import type { FileValidation } from '../validateFile';
import { validatedSourceRows } from '../validatedRows';
import type { FileFormat } from '../layout';
import type { BadRow, ReadRow } from '../readRow';
import { type DraftFile, openDraftFile } from './draftFile';
import { refusedHeading, refusedRow } from './refusedRow';
import { REPORT_FORMS } from './reportForm';

export interface Reports {
  readonly file: ImportFile;
  readonly validation: FileValidation;
  /** One for each good row, in their order. */
  readonly outcomes: AsyncIterable<RowOutcome>;
  /** What became of every row, bad ones too. */
  readonly report: { readonly path: string; readonly format: FileFormat };
  /** Where to write the refused rows alone, in the form of the file; where there are none, there is no such file. */
  readonly refused: string;
}

/**
 * Writes what became of the rows, in the order of the file. Both files are their owner's alone, and are there only
 * once they are whole.
 * @throws ImportFileError where the file can no longer be read; Error where an outcome is missing
 */
export async function writeReports({ file, validation, outcomes, ...to }: Reports): Promise<RowCounts> {
  const report = await openDraftFile(to.report.path);
  const refused = await openDraftFile(to.refused);
  try {
    const counts = await write({ file, validation, outcomes, format: to.report.format, report, refused });
    await report.keep();
    if (counts.refused > 0) await refused.keep();
    else await rm(to.refused, { force: true });
    return counts;
  } finally {
    await Promise.all([report.discard(), refused.discard()]);
  }
}

interface Drafts extends Pick<Reports, 'file' | 'validation' | 'outcomes'> {
  readonly format: FileFormat;
  readonly report: DraftFile;
  readonly refused: DraftFile;
}

async function write(drafts: Drafts): Promise<RowCounts> {
  const { file, validation, report, refused } = drafts;
  const form = REPORT_FORMS[drafts.format];
  const counts: Record<RowOutcome['outcome'], number> = { made: 0, adopted: 0, refused: 0 };
  await report.write(form.heading);
  const outcomes = drafts.outcomes[Symbol.asyncIterator]();
  try {
    for await (const { read, source } of validatedSourceRows(file, validation)) {
      const outcome = read.kind === 'bad' ? refusalOf(read) : outcomeFor(read, await outcomes.next());
      await report.write(form.line(outcome));
      if (outcome.outcome === 'refused') {
        if (counts.refused === 0) await refused.write(refusedHeading(source, file.layout));
        await refused.write(refusedRow(source, file.layout, outcome.failure));
      }
      counts[outcome.outcome] += 1;
    }
  } finally {
    await outcomes.return?.();
  }
  return counts;
}

function refusalOf({ row, problems }: BadRow): RowOutcome {
  const message = problems.map(inputProblemLine).join('; ');
  return { row, outcome: 'refused', failure: { type: 'InvalidInput', step: 'input', message } };
}

function outcomeFor({ row }: ReadRow, next: IteratorResult<RowOutcome, unknown>): RowOutcome {
  if (next.done !== true && next.value.row === row) return next.value;
  const instead = next.done === true ? 'no outcome' : `the outcome of row ${next.value.row}`;
  throw new Error(`there is ${instead} where that of row ${row} should be`);
}
