import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEvents, SettingsError } from '../../src/settings';
import { secretValues } from '../../src/settings/secretValues';

const secret = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;

function fileWith(
  document: unknown,
  secrets: Record<string, string> = { new: secret(1), old: secret(2) },
): string {
  const folder = mkdtempSync(join(tmpdir(), 'events-'));
  for (const [name, text] of Object.entries(secrets)) writeFileSync(join(folder, name), text);
  const file = join(folder, 'events.json');
  writeFileSync(file, typeof document === 'string' ? document : JSON.stringify(document));
  return file;
}

const ERP = { name: 'erp', url: 'https://erp.example.com/hooks', secretFiles: ['new'] };

test('without a file there are no endpoints', () => {
  expect(readEvents({})).toEqual([]);
});

test('reads endpoints, with two secrets while they are rotated, and hides the secrets', () => {
  const endpoint = { ...ERP, secretFiles: ['new', 'old'], events: ['failed'], include: ['customer'] };
  const environment = {
    ONBOARDING_EVENTS_FILE: fileWith({ endpoints: [endpoint, { ...ERP, name: 'crm' }] }),
  };
  expect(readEvents(environment)).toEqual([
    {
      name: 'erp',
      url: ERP.url,
      secrets: [secret(1), secret(2)],
      events: ['failed'],
      includesCustomer: true,
      mayBePrivate: false,
    },
    {
      name: 'crm',
      url: ERP.url,
      secrets: [secret(1)],
      events: ['completed', 'failed', 'cancelled', 'import.completed'],
      includesCustomer: false,
      mayBePrivate: false,
    },
  ]);
  expect(secretValues(environment)).toEqual(expect.arrayContaining([secret(1), secret(2)]));
});

const MISTAKES: [string, unknown, RegExp][] = [
  ['no JSON', '{', /is not JSON/],
  [
    'a name of another form',
    { endpoints: [{ ...ERP, name: 'ERP 1' }] },
    /endpoints\.0\.name: must have 1 to 40/,
  ],
  [
    'a plain http URL',
    { endpoints: [{ ...ERP, url: 'http://erp.example.com' }] },
    /endpoints\.0 \(erp\): url must begin with https/,
  ],
  [
    'a password in the URL',
    { endpoints: [{ ...ERP, url: 'https://a:b@erp.example.com' }] },
    /must not have a user or password/,
  ],
  ['no secret', { endpoints: [{ ...ERP, secretFiles: [] }] }, /must name a file with a secret/],
  ['three secrets', { endpoints: [{ ...ERP, secretFiles: ['new', 'old', 'new'] }] }, /at most two files/],
  [
    'a file that is missing',
    { endpoints: [{ ...ERP, secretFiles: ['gone'] }] },
    /gone cannot be read \(ENOENT\)/,
  ],
  ['an unknown event', { endpoints: [{ ...ERP, events: ['done'] }] }, /endpoints\.0\.events\.0: .*completed/],
  ['an unknown member', { endpoints: [{ ...ERP, secret: 'x' }] }, /secret/],
  ['the same name twice', { endpoints: [ERP, ERP] }, /two endpoints have the name erp/],
];

test.each(MISTAKES)('%s is reported with its place', (_, document, message) => {
  const file = fileWith(document);
  expect(() => readEvents({ ONBOARDING_EVENTS_FILE: file })).toThrow(message);
  expect(() => readEvents({ ONBOARDING_EVENTS_FILE: file })).toThrow(file);
});

test('a secret in place of the file is not repeated', () => {
  const file = fileWith(secret(1));
  const problems = problemsOf(() => readEvents({ ONBOARDING_EVENTS_FILE: file }));
  expect(problems).toMatch(/is not JSON/);
  expect(problems).not.toMatch(/whsec_/);
});

test.each(['', 'password', 'whsec_c2hvcnQ=', `whsec_${'!'.repeat(44)}`])(
  'a secret %j is refused, and not repeated',
  (text) => {
    const file = fileWith({ endpoints: [ERP] }, { new: text });
    const problems = problemsOf(() => readEvents({ ONBOARDING_EVENTS_FILE: file }));
    expect(problems).toMatch(/holds no secret; write whsec_/);
    if (text.length > 8) expect(problems).not.toContain(text);
  },
);

function problemsOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof SettingsError) return error.problems.join('\n');
  }
  throw new Error('nothing was wrong');
}
