/** A value that must not be found, as bytes in one of the forms in which it could appear. */
export interface Needle {
  /** The value and the form: `password in hex`. */
  readonly name: string;
  readonly bytes: Buffer;
  /** `ignored`: searched for in lower-case text. */
  readonly letterCase: 'ignored' | 'kept';
}

/** Every form of the values, named by their keys. */
export function needlesOf(values: Readonly<Record<string, string>>): Needle[] {
  return Object.entries(values).flatMap(([name, value]) =>
    Object.entries(formsOf(value)).map(([form, { text, letterCase }]) => ({
      name: `${name} ${form}`,
      letterCase,
      bytes: letterCase === 'ignored' ? lowerCase(text) : text,
    })),
  );
}

/** Converts ASCII letters to lower case, and keeps every other byte. */
export function lowerCase(bytes: Buffer): Buffer {
  return Buffer.from(
    bytes.toString('latin1').replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
    'latin1',
  );
}

interface Form {
  readonly text: Buffer;
  readonly letterCase: Needle['letterCase'];
}

function formsOf(value: string): Record<string, Form> {
  const utf8 = Buffer.from(value);
  const utf16 = Buffer.from(value, 'utf16le');
  const everyByteEscaped = utf8.toString('hex').replace(/../g, '%$&');
  return {
    'in the clear': ignoringCase(utf8),
    'in UTF-16, low byte first': ignoringCase(utf16),
    'in UTF-16, high byte first': ignoringCase(Buffer.from(utf16).swap16()),
    'in hex': ignoringCase(utf8.toString('hex')),
    'URL encoded': ignoringCase(encodeURIComponent(value)),
    'encoded as a form': ignoringCase(new URLSearchParams({ '': value }).toString().slice(1)),
    'URL encoded byte by byte': ignoringCase(everyByteEscaped),
    'in a JSON string': ignoringCase(JSON.stringify(value).slice(1, -1)),
    ...Object.fromEntries(
      [0, 1, 2].flatMap((offset) => [
        [`in base64 at offset ${offset}`, keepingCase(base64At(utf8, offset, 'base64'))],
        [`in base64url at offset ${offset}`, keepingCase(base64At(utf8, offset, 'base64url'))],
      ]),
    ),
  };
}

/** The base64 of bytes at this offset in a group of three, whatever is before and after them. */
function base64At(bytes: Buffer, offset: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString(encoding)
    .replace(/=+$/, '');
  const firstOwn = Math.ceil((offset * 8) / 6);
  const lastOwn = Math.floor(((offset + bytes.length) * 8) / 6);
  return text.slice(firstOwn, lastOwn);
}

function ignoringCase(text: string | Buffer): Form {
  return { text: Buffer.from(text), letterCase: 'ignored' };
}

function keepingCase(text: string): Form {
  return { text: Buffer.from(text), letterCase: 'kept' };
}
