import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { shellWord } from '../../src/contract/shellWord';

/** The words as a shell reads them. */
function wordsOf(command: string): string[] {
  const output = execFileSync('bash', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  return output.split('\0').slice(0, -1);
}

test('our own IDs, addresses and names are printed as they are', () => {
  for (const text of ['onboard-0123456789abcdef', 'localhost:7233', 'team.a1b2c']) {
    expect(shellWord(text)).toBe(text);
  }
});

test('a shell reads any other text as one word, and runs nothing of it', () => {
  const printable = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(printable, (text) => {
      expect(wordsOf(shellWord(text))).toEqual([text]);
    }),
    { numRuns: 40 },
  );
  expect(wordsOf(shellWord("it's; $(touch /tmp/x) `id`"))).toEqual(["it's; $(touch /tmp/x) `id`"]);
});

test('control characters are replaced, because a terminal obeys them', () => {
  expect(shellWord('a\u001b[2Jb')).toBe("'a\ufffd[2Jb'");
});
