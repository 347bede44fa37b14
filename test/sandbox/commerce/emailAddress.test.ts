import { emailMistakes } from '../../../src/sandbox/commerce/emailAddress';
import { filled } from '../../../src/sandbox/commerce/messages';

describe("the shop's rules for an e-mail address", () => {
  test.each([
    'a@example.com',
    "o'brien+tag@sub.example.co.uk",
    'düp@example.com',
    '"john doe"@example.com',
    'a@my_sub.example.com',
    'a@example.com\n',
    'a@EXAMPLE.museum',
    'a@münchen.de',
    'a@xn--mnchen-3ya.de',
  ])('%j is valid', (email) => {
    expect(emailMistakes(email)).toEqual([]);
  });

  test.each([
    '@example.com',
    'a@',
    'a b@example.com',
    'a..b@example.com',
    '.a@example.com',
    'a.@example.com',
    'a\n@example.com',
    '😀@example.com',
    ' a@example.com',
  ])('%j is invalid', (email) => {
    expect(lines(email)).toEqual(['"Email" is not a valid email address.']);
  });

  test.each([
    [
      'a@example.com ',
      "'example.com ' looks like a DNS hostname but we cannot match it against the hostname schema for TLD 'COM '.",
      "'example.com ' does not look like a valid local network name.",
    ],
    [
      'a@exa_mple.com',
      "'exa_mple.com' looks like a DNS hostname but we cannot match it against the hostname schema for TLD 'COM'.",
      "'exa_mple.com' does not look like a valid local network name.",
    ],
    [
      'a@-example.com',
      "'-example.com' looks like a DNS hostname but contains a dash in an invalid position.",
      "'-example.com' looks like a local network name, which is not an acceptable format.",
    ],
    [
      'a@example.c',
      "'example.c' looks like a DNS hostname but cannot extract TLD part.",
      "'example.c' looks like a local network name, which is not an acceptable format.",
    ],
    [
      'a@localhost',
      'The input does not match the expected structure for a DNS hostname',
      "'localhost' looks like a local network name, which is not an acceptable format.",
    ],
  ])('%j has an invalid host', (email, structure, local) => {
    expect(lines(email)).toEqual(['"Email" is not a valid hostname.', structure, local]);
  });

  test.each(['a@127.0.0.1', 'a@[127.0.0.1]'])('%j names an IP address', (email) => {
    expect(lines(email)).toEqual([
      '"Email" is not a valid hostname.',
      "'127.0.0.1' looks like an IP address, which is not an acceptable format.",
    ]);
  });

  test('at most 64 bytes precede the @, of which a letter beyond ASCII takes two', () => {
    expect(lines(`${'ü'.repeat(32)}@example.com`)).toEqual([]);
    expect(lines(`${'ü'.repeat(33)}@example.com`)).toEqual(['"Email" uses too many characters.']);
  });
});

function lines(email: string): string[] {
  return emailMistakes(email).map((mistake) => filled(mistake, 'en'));
}
