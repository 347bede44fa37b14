import { FIELD_NAME } from '../../contract/parse/inputProblem';
import { isUnknownField, unknownColumn } from '../csv/columns';
import { parseJsonDocument } from '../../contract/parse/jsonDocument';
import { parseOnboardingInput } from '../../contract/parse/onboardingInput';
import type { ImportFile } from '../importFile';
import { ImportFileError } from '../importFileError';
import type { GoodRow, ReadRow, SourceRow } from '../readRow';
import { REFUSAL_REASON } from '../report/refusedRow';
import { type Line, linesOf } from './lines';

/** @throws ImportFileError */
export async function* jsonRows(
  file: Pick<ImportFile, 'name' | 'content'>,
  { allowUnknown }: { allowUnknown: boolean },
): AsyncGenerator<SourceRow> {
  let row = 0;
  for await (const line of linesOf(file)) {
    row += 1;
    const text = line.bytes.toString('utf8').trim();
    const read = readLine(line, row, file.name);
    const isRefused = read.kind === 'good' && !allowUnknown;
    yield { read: isRefused ? refusingUnknownFields(read) : read, source: { format: 'jsonl', text } };
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

/** Commerce refuses a customer with an unknown field. */
function refusingUnknownFields(row: GoodRow): ReadRow {
  const problems = unknownFieldsIn(row.input, []).map((path) => ({
    path: path.join('.'),
    message: `${unknownColumn(path.at(-1) ?? '')}; Commerce refuses it, and --allow-unknown sends it`,
  }));
  return problems.length === 0 ? row : { row: row.row, line: row.line, kind: 'bad', problems };
}

function unknownFieldsIn(value: object, path: readonly string[]): string[][] {
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    const inside = [...path, name];
    if (isUnknownField(inside)) return [FIELD_NAME.test(name) ? inside : [...path, 'a member']];
    return typeof member === 'object' && member !== null ? unknownFieldsIn(member, inside) : [];
  });
}

/** A file of refused rows has a member with the reason of the refusal. */
function withoutReason(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, REFUSAL_REASON)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== REFUSAL_REASON));
}
