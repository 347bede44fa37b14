import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderWith } from '../cli/onboard';
import { needlesOf } from './needles';
import { searchFolder, searchText } from './search';

const NAME = 'Zaphodine';
const LETTERS = Array.from(NAME);
const PASSWORD = 'Pl4nted!Pass "w0rd" ?>';
const NEEDLES = needlesOf({ name: NAME, password: PASSWORD });

/** What the search must find, created without the search's own encoders. */
const PLANTED: Record<string, string | Buffer> = {
  'in the clear': `a ${NAME.toUpperCase()} b`,
  'in UTF-16, low byte first': Buffer.from(`é ${NAME}`, 'utf16le'),
  'in UTF-16, high byte first': Buffer.from(LETTERS.flatMap((letter) => [0, letter.charCodeAt(0)])),
  'in hex': LETTERS.map((letter) => letter.charCodeAt(0).toString(16).toUpperCase()).join(''),
  'URL encoded byte by byte': LETTERS.map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join(''),
  'in base64 at offset 0': btoa(`abc${NAME} d`),
  'in base64 at offset 1': btoa(`abcd${NAME} e`),
  'in base64 at offset 2': btoa(`abcde${NAME} f`),
};

test.each(Object.entries(PLANTED))('a name %s is found in a file', async (form, content) => {
  const folder = await folderWith({ other: 'nothing', planted: content });
  expect(await searchFolder(folder, NEEDLES)).toContain(`name ${form}: ${join(folder, 'planted')}`);
});

test.each([
  ['in a JSON string', JSON.stringify({ password: PASSWORD })],
  ['URL encoded', 'a?password=Pl4nted!Pass%20%22w0rd%22%20%3F%3E&b'],
  ['encoded as a form', 'password=Pl4nted%21Pass+%22w0rd%22+%3F%3E'],
  ['in base64url at offset 0', Buffer.from(`123${PASSWORD} ~`).toString('base64url')],
])('a password %s is found in a text', (form, text) => {
  expect(searchText('log', text, NEEDLES)).toContain(`password ${form}: log`);
});

test('what is absent is not found', async () => {
  const folder = await folderWith({ file: 'Zaphod, Pl4nted, and WmFwaG9k' });
  await writeFile(join(folder, 'bytes'), Buffer.from([0, 255, 128, 90, 97]));
  expect(await searchFolder(folder, NEEDLES)).toEqual([]);
});
