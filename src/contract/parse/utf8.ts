import { isUtf8 } from 'node:buffer';

export type DecodedText =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/** Decodes UTF-8, with or without a byte order mark; the problem names the first invalid byte. */
export function decodeUtf8(bytes: Uint8Array): DecodedText {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, problem: `${whereNotUtf8(bytes)}; save it as UTF-8` };
  }
}

function whereNotUtf8(bytes: Uint8Array): string {
  if (beginsAsUtf16(bytes)) return 'is UTF-16, not UTF-8';
  const start = lengthOfUtf8(bytes);
  const line = bytes.subarray(0, start).filter((byte) => byte === 0x0a).length + 1;
  return `line ${line}: is not UTF-8 at byte ${start + 1}`;
}

/** Recognized by its byte order mark. */
export function beginsAsUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** The number of bytes from the start that are whole UTF-8 characters. */
export function lengthOfUtf8(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.byteLength;
  while (good < bad) {
    const middle = Math.ceil((good + bad) / 2);
    if (beginsAsUtf8(bytes.subarray(0, middle))) good = middle;
    else bad = middle - 1;
  }
  while (good > 0 && !isUtf8(bytes.subarray(0, good))) good -= 1;
  return good;
}

/** The last character may be incomplete. */
function beginsAsUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
