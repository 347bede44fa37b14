import { ImportFileError } from './importFileError';

export type FileFormat = 'csv' | 'jsonl';

/** The format of a file. */
export type Layout = { readonly format: 'csv'; readonly delimiter: string } | { readonly format: 'jsonl' };

/** What the caller already knows of the format. */
export interface GivenLayout {
  readonly format?: FileFormat | undefined;
  /** One character. */
  readonly delimiter?: string | undefined;
}

interface OpenedFile {
  readonly name: string;
  readonly path: string;
  /** The beginning of its text. */
  readonly head: string;
  readonly given: GivenLayout;
}

/**
 * Takes the format from the file's name, or else from its first character. Takes the delimiter from a first line such
 * as `sep=;`, or else from the header.
 * @throws ImportFileError
 */
export function layoutOf({ name, path, head, given }: OpenedFile): Layout {
  const ending = endingOf(path);
  const format = given.format ?? FORMATS[ending] ?? formatOf(head);
  if (format === 'jsonl') {
    if (head.trimStart().startsWith('[')) throw new ImportFileError(name, JSON_LIST);
    return { format };
  }
  const named = delimiterGivenIn(/^[^\r\n]*/.exec(head.trimStart())?.[0] ?? '');
  const delimiter = given.delimiter ?? named ?? (ending === 'tsv' ? '\t' : delimiterOf(head));
  if (!/^[^"\r\n]$/.test(delimiter)) {
    throw new ImportFileError(name, 'the delimiter must be one character, but no quote and no line break');
  }
  return { format, delimiter };
}

const FORMATS: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
};

const JSON_LIST =
  'line 1: a JSON list begins here; write each of its members on a line of its own, without the list (jq -c ".[]")';

function endingOf(path: string): string {
  return /\.([a-z]+)(\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? '';
}

function formatOf(head: string): FileFormat {
  return /^\s*[{[]/.test(head) ? 'jsonl' : 'csv';
}

/** If two are equally frequent, the earlier one wins. */
const DELIMITERS = [',', ';', '\t', '|'] as const;

function delimiterOf(head: string): string {
  const header = /^[^\r\n]*/.exec(head.trimStart())?.[0] ?? '';
  const unquoted = header.replace(/"[^"]*"/g, '');
  const often = (delimiter: string) => unquoted.split(delimiter).length;
  return DELIMITERS.reduce((best, other) => (often(other) > often(best) ? other : best));
}

/** Excel's own first line, such as `sep=;`. Other programs append delimiters to it. */
const DELIMITER_LINE = /^\s*"?sep=(\\t|.)"?\1*\s*$/i;

/** The delimiter that the first line of a file names; `undefined` for an ordinary line. */
export function delimiterGivenIn(firstLine: string): string | undefined {
  const delimiter = DELIMITER_LINE.exec(firstLine)?.[1];
  return delimiter === '\\t' ? '\t' : delimiter;
}
