import fc from 'fast-check';
import { HIDDEN, hiddenPaths, isPasswordName, withoutPasswords } from '../../src/contract/passwords';
import { parseOnboardingInput } from '../../src/contract/parse/onboardingInput';
import { somebody } from '../setup/people';

/** Contained in no generated name or value. */
const SECRET = 'Zq7#drawn-secret';

test.each([
  'password',
  'Password',
  'passwordHash',
  'password_hash',
  'PASSWORD_HASH',
  'pass_word',
  'rp_token',
  'rpToken',
  'confirmation',
])('%s is a secret', (name) => {
  expect(isPasswordName(name)).toBe(true);
});

test.each(['email', 'firstname', 'rp_token_created_at', 'passport', 'token', 'value'])(
  '%s is no secret',
  (name) => {
    expect(isPasswordName(name)).toBe(false);
  },
);

test('a password is hidden at any depth and in any form, and the rest is unchanged', () => {
  const places: ((inner: unknown) => unknown)[] = [
    (inner) => ({ password: SECRET, inner }),
    (inner) => ({ customer: { Password_Hash: SECRET, firstname: 'Ann' }, inner }),
    (inner) => ({ created: { confirmation: SECRET, id: 5 }, inner }),
    (inner) => ({ password: { nested: [SECRET] }, inner }),
    (inner) => ({ custom_attributes: [{ attribute_code: 'rp_token', value: SECRET }], inner }),
    (inner) => ({ customAttributes: [{ attributeCode: 'rpToken', value: SECRET }], inner }),
    (inner) => ({ differences: [{ field: 'created.passwordHash', sent: SECRET, stored: null }], inner }),
    (inner) => [1, { rows: [{ row: 1, input: { password: SECRET } }] }, inner],
    (inner) => ({ text: JSON.stringify({ password: SECRET, inner }) }),
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...places), { minLength: 1, maxLength: 6 }), (chosen) => {
      const value = chosen.reduce<unknown>((inner, place) => place(inner), 'innermost');
      const shown = JSON.stringify(withoutPasswords(value));
      expect(shown).not.toContain(SECRET);
      expect(shown).toContain('innermost');
      expect(shown).toContain(HIDDEN);
    }),
  );
});

test('a value without a password stays as in JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const carried: unknown = JSON.parse(JSON.stringify(value));
      expect(withoutPasswords({ email: carried })).toEqual({ email: carried });
    }),
  );
  const at = new Date();
  expect(
    withoutPasswords({ at, password: null, problems: [{ path: 'password', message: 'is missing' }] }),
  ).toEqual({
    at: at.toISOString(),
    password: null,
    problems: [{ path: 'password', message: 'is missing' }],
  });
});

test('the placeholder is found by its path', () => {
  const shown = withoutPasswords({ rows: [{ input: { password: SECRET, company: HIDDEN } }] });
  expect(hiddenPaths(shown)).toEqual([['rows', '0', 'input', 'password']]);
});

test.each([
  [{ password: HIDDEN }, 'password'],
  [{ update: { Password: HIDDEN } }, 'update.Password'],
  [
    { customer: somebody({ custom_attributes: [{ attribute_code: 'rp_token', value: HIDDEN }] }) },
    'customer.custom_attributes.0.value',
  ],
])('an input that was copied from a display, %j, is refused', (members, path) => {
  expect(parseOnboardingInput({ customer: somebody(), ...members })).toEqual({
    ok: false,
    problems: expect.arrayContaining([
      {
        path,
        message: '"(hidden)" is displayed in place of a password; give the password itself, or leave it out',
      },
    ]) as unknown,
  });
});
