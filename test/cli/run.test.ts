import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import { folderWith, isRunning, jsonLines, onboard, Onboard, serverPid } from './onboard';
import { placeWith, welcomed } from './welcomed';
import { openPlace } from './sharedHome';

jest.setTimeout(120_000);

describe('run --sandbox', () => {
  const TUTORIAL = `Getting access token...
Token obtained: *** (valid until TIME)

Creating customer...
Create Response:
{
  "id": 1,
  "group_id": 1,
  "created_at": "TIME",
  "updated_at": "TIME",
  "created_in": "Default Store View",
  "email": "john.doe@example.com",
  "firstname": "John",
  "lastname": "Doe",
  "store_id": 1,
  "website_id": 1,
  "addresses": [],
  "disable_auto_group_change": 0,
  "extension_attributes": {
    "is_subscribed": false
  }
}
Customer ID: 1

Updating customer...
{
  "id": 1,
  "group_id": 1,
  "created_at": "TIME",
  "updated_at": "TIME",
  "created_in": "Default Store View",
  "email": "john.doe@example.com",
  "firstname": "John",
  "lastname": "Doe-Updated",
  "store_id": 1,
  "website_id": 1,
  "addresses": [],
  "disable_auto_group_change": 0,
  "extension_attributes": {
    "is_subscribed": false
  }
}
`;

  test("prints what the tutorial's script prints, reads no settings, and leaves nothing running", async () => {
    const TMPDIR = await folderWith();
    const env = { TMPDIR, REST_ENDPOINT: 'https://shop.example.com/t', TEMPORAL_ADDRESS: '127.0.0.1:1' };
    const command = new Onboard(['run', '--sandbox'], { cwd: await folderWith(), env });
    await command.says(/^UI while this runs: http:\/\/127\.0\.0\.1:\d+/m);
    const [homeName = ''] = await readdir(TMPDIR);
    const pid = await serverPid(join(TMPDIR, homeName));
    const { status, stdout, stderr } = await command.ended;
    expect(status).toBe(0);
    expect(stdout.replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+Z)?/g, 'TIME')).toBe(TUTORIAL);
    expect(stderr).toMatch(/^Using a sandbox: it reads no settings/);
    expect(stdout + stderr).not.toMatch(/TempPa55word|sandbox-secret|Bearer/i);
    expect(isRunning(pid)).toBe(false);
    expect(await readdir(TMPDIR)).toEqual([]);
  });

  test('--json prints exactly one document', async () => {
    const command = { cwd: await folderWith(), input: JSON.stringify(welcomed()) };
    const { status, stdout, stderr } = await onboard(['run', '--sandbox', '--json', '-'], command);
    expect(status).toBe(0);
    expect(jsonLines(stdout)).toEqual([
      {
        customerId: 1,
        adopted: false,
        recovered: false,
        created: expect.objectContaining({ id: 1, lastname: 'Doe' }),
        updated: expect.objectContaining({ id: 1, lastname: 'Doe-Updated' }),
        differences: [],
        workflowId: expect.stringMatching(/^onboard-[0-9a-f]{32}$/),
        status: 'done',
      },
    ]);
    expect(stdout + stderr).not.toContain('TempPa55word');
  });
});

test('a repeated command returns the same customer, and sends nothing', async () => {
  const { sandbox, command } = await placeWith(welcomed());
  const kinds = () => sandbox.requests().map(({ kind }) => kind);
  const first = await command(['run', 'input.json']).ended;
  expect(first).toMatchObject({ status: 0, stdout: expect.stringContaining('Customer ID: 1\n') });
  expect(kinds()).toEqual(['token', 'create', 'update']);
  const second = await command(['run', 'input.json']).ended;
  expect(second).toMatchObject({ status: 0, stdout: first.stdout });
  expect(kinds()).toEqual(['token', 'create', 'update']);
});

test.each(['run', 'start'])(
  '%s with a different input for the same customer names the fields, with exit status 2',
  async (name) => {
    const input = welcomed();
    const { sandbox, command } = await placeWith(input);
    await command(['run', 'input.json']).ended;
    const other = { ...input, password: 'An0therOne!', customer: { ...input.customer, firstname: 'Jack' } };
    const { status, stdout, stderr } = await command([name, '-'], JSON.stringify(other)).ended;
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/was started with another input: customer\.firstname, password differ/);
    expect(stderr).not.toMatch(/Jack|An0ther/);
    expect(sandbox.customers()).toHaveLength(1);
  },
);

test('settings come from a .env of the folder, and each failed try is a line on standard error', async () => {
  const { sandbox, env } = await openPlace();
  sandbox.fail({ on: 'create', what: { kind: 'html', status: 503, made: false }, count: 1 });
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
  const cwd = await folderWith({ '.env': lines.join('') });
  const { status, stdout, stderr } = await onboard(['run', '-'], { cwd, input: JSON.stringify(welcomed()) });
  expect({ status, id: /Customer ID: \d+/.exec(stdout)?.[0] }).toEqual({ status: 0, id: 'Customer ID: 1' });
  expect(stderr).toMatch(/^createCustomer: try 1 failed, CommerceUnavailable: Commerce answered 503/m);
});

describe('a refusal', () => {
  test("for a stranger's address has exit status 1, with type and reason on standard error", async () => {
    const input = welcomed();
    const { sandbox, command } = await placeWith(input);
    const id = sandbox.addCustomer({ ...input.customer, firstname: 'Somebody' });
    const { status, stdout, stderr } = await command(['run', 'input.json']).ended;
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`^CustomerAlreadyExists: .*ID ${id}$`, 'm'));
    expect(stderr).toMatch(/^What to do: .*retry with adoption/m);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).not.toContain('Customer ID');
    expect(sandbox.customers()).toHaveLength(1);
  });

  test('repeats the message of Commerce, and with --json as a document too', async () => {
    const input = { ...welcomed(), password: 'short' };
    const { sandbox, command } = await placeWith(input);
    const { status, stdout, stderr } = await command(['run', '--json', 'input.json']).ended;
    const message = 'The password needs at least 8 characters. Create a new password and try again.';
    expect(status).toBe(1);
    expect(stderr).toContain(`CustomerRejected: ${message}\n`);
    const { REST_ENDPOINT: restEndpoint } = sandbox.settings;
    const { email, website_id: websiteId } = input.customer;
    expect(jsonLines(stdout)).toEqual([
      {
        workflowId: onboardingWorkflowId({ restEndpoint, websiteId, email }),
        status: 'failed',
        failure: { type: 'CustomerRejected', message, step: 'createCustomer' },
      },
    ]);
  });
});

test('an address that Commerce drops is reported on the terminal', async () => {
  const address = { country_id: 'XX', street: ['1 Main St'], city: 'Nowhere', postcode: '1', telephone: '1' };
  const { command } = await placeWith(
    welcomed({ addresses: [{ firstname: 'John', lastname: 'Doe', ...address }] }),
  );
  const { status, stdout } = await command(['run', 'input.json']).ended;
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /\nCommerce stored different values:\n\[\n {2}\{\n {4}"field": "created\.addresses\.0"/,
  );
});

test('--give-up-after ends the tries while Commerce is down', async () => {
  const { sandbox, command } = await placeWith(welcomed());
  sandbox.fail({ on: 'create', what: { kind: 'html', status: 503, made: false } });
  const { status, stderr } = await command(['run', 'input.json', '--give-up-after', '1s']).ended;
  expect(status).toBe(1);
  expect(stderr).toMatch(/^CommerceUnavailable: Commerce answered 503/m);
});
