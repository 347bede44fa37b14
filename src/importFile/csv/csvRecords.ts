import { pipeline, Readable } from 'node:stream';
import { CsvError, type CsvErrorCode, parse, type Parser } from 'csv-parse';
import { ImportFileError } from '../importFileError';
import { delimiterGivenIn } from '../layout';
import { MAX_ROW_BYTES, ROW_TOO_LONG } from '../readRow';
import type { TextFile } from '../textFile';

export interface CsvRecord {
  /** The line in which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * The records of a CSV file, beginning with the header. Skips empty lines and a first line such as `sep=;`.
 * @throws ImportFileError
 */
export async function* csvRecords(
  file: Pick<TextFile, 'name' | 'content' | 'layout'>,
): AsyncGenerator<CsvRecord, void> {
  if (file.layout.format !== 'csv') throw new ImportFileError(file.name, 'is JSON Lines; give CSV');
  const { delimiter } = file.layout;
  const lines = lineCounter();
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_BYTES,
    on_record: (cells, { empty_lines }) => {
      lines.count(cells, empty_lines);
      return cells;
    },
  });
  // The reader of the records receives the pipeline's errors.
  pipeline(Readable.from(endingRows(file.content(), parser)), parser, () => undefined);
  try {
    let isFirst = true;
    for await (const cells of parser as AsyncIterable<string[]>) {
      const line = lines.next();
      if (cells.every((cell) => cell.trim() === '')) continue;
      if (!isFirst || !isDelimiterLine(cells, delimiter)) yield { line, cells };
      isFirst = false;
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    const line = lines.beginningAfter(parser.info.empty_lines);
    throw new ImportFileError(file.name, `line ${line}: ${PROBLEMS[code] ?? 'is not CSV'}`);
  }
}

function isDelimiterLine(cells: readonly string[], delimiter: string): boolean {
  return delimiterGivenIn(cells.join(delimiter)) !== undefined;
}

const MISPLACED_QUOTE =
  'a cell of the row that begins here has a quote in its middle; put the whole cell in quotes, and double those in it';

const PROBLEMS: Partial<Record<CsvErrorCode, string>> = {
  CSV_QUOTE_NOT_CLOSED:
    'a cell of the row that begins here has a quote that is never closed; the file was cut, or a quote is missing',
  CSV_MAX_RECORD_SIZE: `${ROW_TOO_LONG}; perhaps a quote is missing`,
  CSV_INVALID_CLOSING_QUOTE: MISPLACED_QUOTE,
  INVALID_OPENING_QUOTE: MISPLACED_QUOTE,
};

class EndlessRow extends Error {}

/** The parser counts only the characters of cells against its limit, so it would accept any number of empty cells. */
async function* endingRows(
  content: AsyncIterable<Buffer>,
  { info }: Pick<Parser, 'info'>,
): AsyncGenerator<Buffer, void> {
  let ended = 0;
  let bytesSince = 0;
  for await (const block of content) {
    const endedNow = info.records + info.empty_lines;
    bytesSince = endedNow === ended ? bytesSince + block.length : block.length;
    ended = endedNow;
    // Twice the limit, because the parser may not have received all of the bytes yet.
    if (bytesSince > 2 * MAX_ROW_BYTES) throw new EndlessRow();
    yield block;
  }
}

function codeOf(error: unknown): CsvErrorCode | undefined {
  if (error instanceof EndlessRow) return 'CSV_MAX_RECORD_SIZE';
  return error instanceof CsvError ? error.code : undefined;
}

/** The parser miscounts lines if a quoted cell contains CRLF. */
function lineCounter() {
  let following = 1;
  let emptyLines = 0;
  const beginnings: number[] = [];
  const beginningAfter = (emptyLinesNow: number) => following + emptyLinesNow - emptyLines;
  return {
    beginningAfter,
    count: (cells: readonly string[], emptyLinesNow: number) => {
      const line = beginningAfter(emptyLinesNow);
      beginnings.push(line);
      emptyLines = emptyLinesNow;
      following = line + 1 + cells.reduce((sum, cell) => sum + lineBreaksIn(cell), 0);
    },
    /** The line of the next record that was counted but not yet asked for. */
    next: () => beginnings.shift() ?? following,
  };
}

function lineBreaksIn(cell: string): number {
  return cell.match(/\r\n|\n|\r/g)?.length ?? 0;
}
