import { readFileSync } from 'node:fs';

export type TextFile =
  | { readonly ok: true; readonly text: string }
  /** `code` is Node's, such as `ENOENT`. */
  | { readonly ok: false; readonly code: string };

/** Reads a file as UTF-8, with or without a byte order mark. */
export function readTextFile(path: string): TextFile {
  try {
    return { ok: true, text: readFileSync(path, 'utf8').replace(/^\ufeff/, '') };
  } catch (error) {
    const hasCode = typeof error === 'object' && error !== null && 'code' in error;
    return { ok: false, code: hasCode ? String(error.code) : String(error) };
  }
}
