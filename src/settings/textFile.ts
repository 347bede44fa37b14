import { readFileSync } from 'node:fs';
import { errorCode } from '../files/systemError';
import { decodeUtf8 } from '../contract/parse/utf8';

export type TextFile =
  | { readonly ok: true; readonly text: string }
  /** `what is wrong; what to do`; `isMissing` if the file does not exist. */
  | { readonly ok: false; readonly problem: string; readonly isMissing: boolean };

/** Reads a UTF-8 file, with or without a byte order mark. */
export function readTextFile(path: string): TextFile {
  try {
    const decoded = decodeUtf8(readFileSync(path));
    if (!decoded.ok) return { ...decoded, isMissing: false };
    // In UTF-16 without a byte order mark, a NUL follows each letter.
    if (!decoded.text.includes('\0')) return decoded;
    return { ok: false, problem: 'is UTF-16 or no text; save it as UTF-8', isMissing: false };
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    const problem = `cannot be read (${code}); make it a readable file`;
    return { ok: false, problem, isMissing: code === 'ENOENT' };
  }
}
