import { printParseErrorCode, visit } from 'jsonc-parser';
import { isExactLiteral } from '../exactNumbers';
import { MOST_LEVELS } from './inputSize';
import { decodeUtf8 } from './utf8';

export type JsonDocument =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problems: string[] };

/**
 * Parses the bytes of a JSON document strictly: UTF-8, with or without a byte order mark; no comments, no duplicate
 * members, and no number that would change when it is sent. Problems begin with their position, which is the same in
 * every release of Node. They repeat nothing of the document, because it may contain a password.
 * @param options.firstLine the number of the document's first line in its file
 */
export function parseJsonDocument(bytes: Uint8Array, { firstLine = 1 } = {}): JsonDocument {
  const decoded = decodeUtf8(bytes);
  if (!decoded.ok) return { ok: false, problems: [decoded.problem] };
  const { text } = decoded;
  if (text.trim() === '') return { ok: false, problems: ['is empty; give a JSON object'] };
  const problems = syntaxProblems(text, firstLine);
  if (problems.length > 0) return { ok: false, problems };
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch {
    return { ok: false, problems: ['is not JSON; give a JSON object'] };
  }
}

/** A person does not read more. */
const MOST_REPORTED = 20;

/**
 * The first syntax error, because later ones follow from it; without one, every duplicate member and every inexact
 * number.
 */
function syntaxProblems(text: string, firstLine: number): string[] {
  const errors: string[] = [];
  const mistakes: string[] = [];
  const openObjects: Set<string>[] = [];
  let depth = 0;
  const enter = () => {
    depth += 1;
    if (depth > MOST_LEVELS) throw new RangeError('too many levels');
  };
  /** The parser counts from 0, people count from 1. */
  const at = (line: number, column: number, problem: string) =>
    `line ${line + firstLine}, column ${column + 1}: ${problem}`;
  try {
    visit(
      text,
      {
        onObjectBegin: () => {
          enter();
          openObjects.push(new Set());
        },
        onObjectEnd: () => {
          depth -= 1;
          openObjects.pop();
        },
        onArrayBegin: enter,
        onArrayEnd: () => {
          depth -= 1;
        },
        onObjectProperty: (name, _offset, _length, line, column) => {
          const members = openObjects.at(-1);
          if (members?.has(name) && mistakes.length < MOST_REPORTED) {
            mistakes.push(at(line, column, 'this member is given twice; keep one'));
          }
          members?.add(name);
        },
        onLiteralValue: (value, offset, length, line, column) => {
          if (typeof value !== 'number' || mistakes.length >= MOST_REPORTED) return;
          if (!isExactLiteral(text.slice(offset, offset + length))) {
            mistakes.push(at(line, column, INEXACT_NUMBER));
          }
        },
        onError: (code, _offset, _length, line, column) => {
          if (errors.length === 0) errors.push(at(line, column, wordsFor(printParseErrorCode(code))));
        },
      },
      { disallowComments: true },
    );
  } catch (error) {
    if (error instanceof RangeError) return ['is nested too deeply; a customer has a few levels'];
    throw error;
  }
  return errors.length > 0 ? errors : mistakes;
}

const INEXACT_NUMBER =
  'this number has too many digits or is too large to be sent as it is written; correct it, or give it as text in quotes';

function wordsFor(errorCode: string): string {
  return `is not JSON: ${SYNTAX_ERRORS[errorCode] ?? 'something else is expected here'}`;
}

/** By jsonc-parser's names for its error codes. */
const SYNTAX_ERRORS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is not a JSON value; put text and names in double quotes',
  InvalidNumberFormat: 'this is no number',
  UnexpectedEndOfNumber: 'digits are missing in this number',
  PropertyNameExpected: 'the name of a member in double quotes is expected here',
  ValueExpected: 'a value is expected here',
  ColonExpected: 'a colon is expected here',
  CommaExpected: 'a comma is expected here',
  CloseBraceExpected: 'the document ends before its closing }',
  CloseBracketExpected: 'the document ends before its closing ]',
  EndOfFileExpected: 'the document is over before this; remove what follows',
  InvalidCommentToken: 'comments are not allowed; remove this one',
  UnexpectedEndOfString: 'this text has no closing quote on its line',
  InvalidUnicode: 'this text has a \\u without four hex digits',
  InvalidEscapeCharacter:
    'this text has a backslash before a character that needs none; write \\\\ for a backslash',
  InvalidCharacter: 'this text has a tab or another control character; write \\t or \\u0009 for a tab',
};
