import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const repository = join(__dirname, '../..');

/**
 * The words of a command line in an indented block of a document, with the document's example values replaced. Uses
 * the first line that begins so, with its continuation lines.
 */
export function commandOfDocs(
  document: string,
  beginning: string,
  replaced: Readonly<Record<string, string>> = {},
): string[] {
  const text = readFileSync(join(repository, document), 'utf8').replaceAll('\\\n', ' ');
  const line = text.split('\n').find((candidate) => candidate.startsWith(`    ${beginning}`));
  if (line === undefined) throw new Error(`${document} has no command that begins with ${beginning}`);
  const words = line.match(/'[^']*'|\S+/g) ?? [];
  return words.map((word) =>
    Object.entries(replaced).reduce(
      (given, [example, value]) => given.replaceAll(example, value),
      word.replace(/^'(.*)'$/, '$1'),
    ),
  );
}
