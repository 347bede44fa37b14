import { readdir } from 'node:fs/promises';
import fc from 'fast-check';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { misspellings } from '../contract/parse/spellings';
import { folderWith, onboard } from './onboard';

const PERSON = { email: 'john.doe@example.com', firstname: 'John', lastname: 'Doe', website_id: 1 };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

/** Mistakes in inputs and settings are reported before any request, and before a home or a server is created. */
async function refused(
  args: readonly string[],
  changes: {
    env?: Readonly<Record<string, string>>;
    files?: Readonly<Record<string, string | Uint8Array>>;
    input?: string;
  } = {},
): Promise<string[]> {
  const files = { 'person.json': JSON.stringify({ customer: PERSON }), ...changes.files };
  const cwd = await folderWith(files);
  const { status, stdout, stderr } = await onboard(args, {
    cwd,
    env: { ...sandbox.settings, ...changes.env },
    ...(changes.input !== undefined && { input: changes.input }),
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).not.toMatch(/^\s+at /m);
  expect((await readdir(cwd)).sort()).toEqual(Object.keys(files).sort());
  expect(sandbox.requests()).toEqual([]);
  return stderr.trimEnd().split('\n');
}

describe('invalid settings', () => {
  const tenant = 'https://na1-sandbox.api.commerce.adobe.com/AbCYab34cdEfGHiJ27123';

  test.each([
    ['/rest in it', `${tenant}/rest/default`, /must not have \/rest in its path; write it as https:/],
    ['/V1 in it', `${tenant}/V1`, /must not have \/V1 in its path; write it as https:/],
    ['no tenant in it', 'https://na1.api.commerce.adobe.com', /has no tenant ID in it; write it as https:/],
    ['http beyond this machine', 'http://commerce.example.com/tenant', /must begin with https:\/\//],
    [
      'a placeholder left in it',
      '<rest_endpoint>',
      /still holds a placeholder in <\.\.\.>; set it to the REST/,
    ],
  ])('REST_ENDPOINT with %s', async (_, REST_ENDPOINT, words) => {
    const lines = await refused(['run', 'person.json'], { env: { REST_ENDPOINT } });
    expect(lines).toEqual([expect.stringMatching(words)]);
    expect(lines[0]).toMatch(/^REST_ENDPOINT: /);
  });

  test('a placeholder left in CLIENT_ID', async () => {
    const lines = await refused(['run', 'person.json'], { env: { CLIENT_ID: '<client_id>' } });
    expect(lines).toEqual([
      expect.stringMatching(/^CLIENT_ID: still holds a placeholder in <\.\.\.>; set it to the client ID/),
    ]);
  });

  test.each([['run', 'person.json'], ['worker']])('all missing names, of %s', async (...args) => {
    const none = { CLIENT_ID: '', CLIENT_SECRET: '', REST_ENDPOINT: '' };
    const lines = await refused(args, { env: none });
    expect(lines).toEqual([
      expect.stringMatching(/^CLIENT_ID: is missing; set it to .*developer\.adobe\.com/),
      expect.stringMatching(/^CLIENT_SECRET: is missing; set it to .*developer\.adobe\.com/),
      expect.stringMatching(/^REST_ENDPOINT: is missing; set it to .*experience\.adobe\.com/),
    ]);
  });

  test('an invalid time to give up', async () => {
    const [line] = await refused(['run', 'person.json', '--give-up-after', '10']);
    expect(line).toMatch(/GIVE_UP_AFTER: has no unit; write .*"10s"/);
  });

  test('are reported together with the mistakes in the input', async () => {
    const lines = await refused(['start', '-'], { env: { REST_ENDPOINT: '' }, input: '{"customer": {}}' });
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'customer.email',
      'customer.firstname',
      'customer.lastname',
      'REST_ENDPOINT',
    ]);
  });
});

describe('an invalid input', () => {
  test('names every wrong type and every unknown member, one per line', async () => {
    const lines = await refused(['run', '-'], {
      input: JSON.stringify({
        customer: { ...PERSON, firstname: 7, website_id: '1' },
        pasword: 'TempPa55word!',
      }),
    });
    expect(lines).toEqual([
      expect.stringMatching(/^customer\.firstname: must be/),
      expect.stringMatching(/^customer\.website_id: must be/),
      expect.stringMatching(/^pasword: /),
    ]);
    expect(lines.join()).not.toContain('TempPa55word!');
  });

  test.each(fc.sample(misspellings, 3))(
    'with the name $path, a misspelling of $right',
    async ({ input, path, right }) => {
      for (const command of ['run', 'start']) {
        const lines = await refused([command, '-'], { input: JSON.stringify(input) });
        expect(lines).toEqual([expect.stringMatching(new RegExp(`^${path}: .*\\b${right}\\b`))]);
      }
    },
  );

  test('whose values Commerce would read differently names the location of each', async () => {
    const numbers = '{"customer": {"points": 12345678901234567890,\n "share": 1e400}}';
    const values = JSON.stringify({
      customer: { ...PERSON, dob: '33238', custom_attributes: { tier: true } },
      update: { dob: '1990-02-30', custom_attributes: [{ attribute_code: 'tier', value: ['gold'] }] },
    });
    for (const command of ['run', 'start']) {
      expect(await refused([command, '-'], { input: numbers })).toEqual([
        expect.stringMatching(/^standard input: line 1, column 25: this number has too many digits/),
        expect.stringMatching(/^standard input: line 2, column 11: this number has too many digits/),
      ]);
      expect(await refused([command, '-'], { input: values })).toEqual([
        expect.stringMatching(/^customer\.dob: must be a day that exists, as YYYY-MM-DD/),
        expect.stringMatching(/^customer\.custom_attributes\.tier: must be text in quotes, a number or null/),
        expect.stringMatching(/^update\.dob: must be a day that exists/),
        expect.stringMatching(/^update\.custom_attributes\.0\.value: must be text in quotes, a number or/),
      ]);
    }
    const id = `onboard-${'0'.repeat(32)}`;
    const retried = await refused(['retry', id, '--input', '-'], { input: numbers });
    expect(retried).toHaveLength(2);
  });

  const notUtf8 = Buffer.from('{"customer": "\xff"}', 'latin1');
  test.each<[string, string | Uint8Array, RegExp]>([
    [
      'is not JSON, with the location',
      '{\n  "customer": {,}\n}',
      /^bad\.json: line 2, column 16: is not JSON: /,
    ],
    ['is not UTF-8', notUtf8, /^bad\.json: .*UTF-8/],
    ['is empty', '', /^bad\.json: is empty; give a JSON object/],
    ['has 2 MB', ' '.repeat(2 * 1024 * 1024), /^bad\.json: .*(bytes|MB|MiB)/],
  ])('from a file that %s', async (_, content, words) => {
    const lines = await refused(['run', 'bad.json'], { files: { 'bad.json': content } });
    expect(lines).toEqual([expect.stringMatching(words)]);
  });

  test('from a missing file, and from a folder', async () => {
    expect(await refused(['run', 'nobody.json'])).toEqual([
      'nobody.json: there is no such file; give a JSON file, or - for standard input',
    ]);
    expect(await refused(['start', '.'])).toEqual(['.: is a folder; give a JSON file']);
  });

  test('with --debug also prints the stack trace', async () => {
    const { status, stderr } = await onboard(['run', 'nobody.json', '--debug'], {
      cwd: await folderWith(),
      env: { ...sandbox.settings },
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/there is no such file.*\n\s+at /);
  });
});

describe('an invalid command line', () => {
  test.each([
    [
      'an unknown command',
      ['walk'],
      /unknown command 'walk'\nThe commands are demo, dev, sandbox, run, start, /,
    ],
    [
      'an unknown option',
      ['run', '--jsno'],
      /unknown option '--jsno'\n\(Did you mean --json\?\)\nUsage: onboard run /,
    ],
    ['a missing file of start', ['start'], /missing required argument 'file'\nUsage: onboard start .*<file>/],
    ['a missing file of run', ['run'], /^run: needs a JSON file, or - for standard input; or --sandbox/],
    ['an extra argument', ['worker', 'x'], /too many arguments .*\nUsage: onboard worker/],
    ['an invalid choice', ['sandbox', '--latency', 'x'], /Allowed choices are none, measured/],
    ['an invalid port', ['sandbox', '--port', '70000'], /must be a number from 1 to 65535/],
  ])('reports %s and what would be right', async (_, args, words) => {
    expect((await refused(args)).join('\n')).toMatch(words);
  });

  test('with an unknown command lists the commands', async () => {
    expect((await refused([])).join('\n')).toMatch(/Usage: onboard[\s\S]*run[\s\S]*start[\s\S]*worker/);
  });
});
