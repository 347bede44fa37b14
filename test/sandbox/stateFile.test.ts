import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { fill, onOwnDisk, withDisk } from '../embeddedServer/ownDisk';
import { clientOf } from './client';

let folder: string;
let stateFile: string;
let sandbox: Sandbox | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  stateFile = join(folder, 'sandbox.jsonl');
});
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
  await rm(folder, { recursive: true });
});

async function start(): Promise<Sandbox> {
  await sandbox?.stop();
  sandbox = await startSandbox({ stateFile });
  return sandbox;
}

const ADDRESS = {
  firstname: 'Ann',
  lastname: 'Lee',
  street: ['Main St 1', 'Floor 2'],
  city: 'Austin',
  region: { region_id: 57 },
  postcode: '73301',
  country_id: 'US',
  telephone: '1',
  default_billing: true,
};

test("a restarted sandbox has the last one's customers and mails, and continues its numbers", async () => {
  const first = await start();
  const client = await clientOf(first);
  await client.create({ email: 'ann@example.com', addresses: [ADDRESS], gender: 2, dob: '1990-02-03' });
  await client.create({ email: 'bo@example.com', extension_attributes: { is_subscribed: true } });
  await client.create({ email: 'gone@example.com' });
  await client.update(1, { id: 1, email: 'ann@example.com', firstname: 'Anna', lastname: 'Lee' });
  await client.call('DELETE', '/V1/customers/3');
  const before = { customers: first.customers(), mails: first.mails() };
  expect(before.mails).toHaveLength(4);
  const second = await start();
  expect({ customers: second.customers(), mails: second.mails() }).toEqual(before);
  expect((await (await clientOf(second)).create({ email: 'cy@example.com' })).body).toMatchObject({ id: 4 });
});

test('removed customers stay removed, and their numbers are not reused', async () => {
  const first = await start();
  await (await clientOf(first)).create({ email: 'ann@example.com' });
  first.clear();
  expect(await readFile(stateFile, 'utf8')).not.toContain('ann@example.com');
  const second = await start();
  expect([second.customers(), second.mails()]).toEqual([[], []]);
  expect((await (await clientOf(second)).create({ email: 'bo@example.com' })).body).toMatchObject({ id: 2 });
});

test('a line that a full disk cut off is dropped, and the next ones are kept', async () => {
  await (await clientOf(await start())).create({ email: 'ann@example.com' });
  await sandbox?.stop();
  await appendFile(stateFile, '{"put":{"id":2,"ema');
  await (await clientOf(await start())).create({ email: 'bo@example.com' });
  expect((await start()).customers().map(({ email }) => email)).toEqual([
    'ann@example.com',
    'bo@example.com',
  ]);
});

onOwnDisk('what a full disk has no room for is refused, and what comes once there is room is kept', () =>
  withDisk(async (home, disk) => {
    stateFile = join(disk, 'sandbox.jsonl');
    const client = await clientOf(await start());
    // The file system allocates blocks: the file's last block still has room.
    const made = ['first@example.com'];
    await client.create({ email: 'first@example.com' });
    const makeRoom = await fill(disk);
    for (let person = 1; ; person++) {
      const email = `person.${person}@example.com`;
      const { status } = await client.create({ email, addresses: [ADDRESS] });
      if (status !== 200) break;
      made.push(email);
    }
    await makeRoom();
    expect((await client.create({ email: 'later@example.com' })).status).toBe(200);
    expect((await start()).customers().map(({ email }) => email)).toEqual(
      expect.arrayContaining([...made, 'later@example.com']),
    );
    await sandbox?.stop();
  }),
);

test('a file with other content is not written to', async () => {
  await writeFile(stateFile, 'my letter\n');
  await expect(startSandbox({ stateFile })).rejects.toThrow(/sandbox\.jsonl, line 1, .*; delete the file/);
  expect(await readFile(stateFile, 'utf8')).toBe('my letter\n');
});

test('a sandbox without a file keeps nothing', async () => {
  sandbox = await startSandbox();
  await (await clientOf(sandbox)).create({ email: 'ann@example.com' });
  await sandbox.stop();
  sandbox = await startSandbox();
  expect(sandbox.customers()).toEqual([]);
});
