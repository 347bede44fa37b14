import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { encryptionKeyText, newEncryptionKey, parseEncryptionKeys } from '../../../src/temporal/encryption';

const base64Of = (bytes: number) => randomBytes(bytes).toString('base64');

function idsIn(text: string): string[] {
  const parsed = parseEncryptionKeys(text);
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  return parsed.keys.map(({ id }) => id);
}

function problemsIn(text: string): string[] {
  const parsed = parseEncryptionKeys(text);
  if (parsed.ok) throw new Error('the text has no problem');
  return parsed.problems;
}

test.each([',', '\n', ' ', ', ', '\r\n', ',\n\n'])('keys are separated by %j', (separator) => {
  const text = [`2026-11:${base64Of(32)}`, `old_key.1:${base64Of(32)}`].join(separator);
  expect(idsIn(text)).toEqual(['2026-11', 'old_key.1']);
  expect(idsIn(` ${text}\n`)).toEqual(['2026-11', 'old_key.1']);
});

test('a new key can be read from its text', () => {
  const key = newEncryptionKey();
  const parsed = parseEncryptionKeys(encryptionKeyText(key));
  expect(parsed).toMatchObject({ ok: true, keys: [{ id: key.id }] });
  expect(parsed.ok && parsed.keys[0].secret.equals(key.secret)).toBe(true);
});

test('two new keys differ', () => {
  expect(encryptionKeyText(newEncryptionKey())).not.toBe(encryptionKeyText(newEncryptionKey()));
});

test('all problems are reported at once, each with the position of its entry', () => {
  const good = `good:${base64Of(32)}`;
  expect(
    problemsIn([good, base64Of(32), `short:${base64Of(16)}`, good, 'no base64:%%%', 'spaced id'].join(',')),
  ).toEqual([
    expect.stringMatching(/^key 2 is not of the form ID:KEY/),
    'key 3 has 16 bytes instead of 32',
    'key 4 has the ID of key 1',
    expect.stringMatching(/^key 5 is not of the form/),
    expect.stringMatching(/^key 6 is not of the form/),
    expect.stringMatching(/^key 7 is not of the form/),
    expect.stringMatching(/^key 8 is not of the form/),
  ]);
});

test.each(['', ' \n', ','])('%j contains no key, which is a problem', (text) => {
  expect(problemsIn(text)).toEqual(['there is no key in it']);
});

test('no problem shows any part of an entry, wherever the key is in it', () => {
  const secret = base64Of(32);
  for (const entry of [
    secret,
    `${secret}:id`,
    `a:b:${secret}`,
    `id:${secret}A`,
    `id:${base64Of(31)}`,
    `id=${secret}`,
  ]) {
    const shown = problemsIn(entry).join('\n');
    expect(entry.split(':').filter((part) => part.length > 8 && shown.includes(part))).toEqual([]);
  }
});

test('printing a key does not show its bytes', () => {
  const key = newEncryptionKey();
  const base64 = key.secret.export().toString('base64');
  expect(inspect(key, { depth: 10 })).not.toContain(base64);
  expect(JSON.stringify(key)).not.toContain(base64);
});
