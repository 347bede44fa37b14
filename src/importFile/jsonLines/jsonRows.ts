import { parseJsonDocument } from '../../contract/parse/jsonDocument';
import { parseOnboardingInput } from '../../contract/parse/onboardingInput';
import type { ImportFile } from '../importFile';
import { ImportFileError } from '../importFileError';
import type { ReadRow } from '../readRow';
import { REFUSAL_REASON } from '../refusalReason';
import type { SourceRow } from '../sourceRow';
import { type Line, linesOf } from './lines';

/** @throws ImportFileError */
export async function* jsonRows(file: Pick<ImportFile, 'name' | 'content'>): AsyncGenerator<SourceRow> {
  let row = 0;
  for await (const line of linesOf(file)) {
    row += 1;
    const text = line.bytes.toString('utf8').trim();
    yield { read: readLine(line, row, file.name), source: { format: 'jsonl', text } };
  }
  if (row === 0) throw new ImportFileError(file.name, 'is empty');
}

function readLine({ line, bytes, isEnded }: Line, row: number, name: string): ReadRow {
  const document = parseJsonDocument(bytes, { firstLine: line });
  if (document.ok) {
    const parsed = parseOnboardingInput(withoutReason(document.value));
    return parsed.ok
      ? { row, line, kind: 'good', input: parsed.input }
      : { row, line, kind: 'bad', problems: parsed.problems };
  }
  if (!isEnded) {
    throw new ImportFileError(name, `line ${line}: the file ends in the middle of this line; it was cut`);
  }
  return {
    row,
    line,
    kind: 'bad',
    problems: document.problems.map((message) => ({ path: 'input', message })),
  };
}

/** A line of a file of refused rows says why it was refused. */
function withoutReason(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, REFUSAL_REASON)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== REFUSAL_REASON));
}
