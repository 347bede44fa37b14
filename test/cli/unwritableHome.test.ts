import { execFileSync } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { onOwnDisk, withDisk } from '../embeddedServer/ownDisk';
import { somebody } from '../setup/people';
import { folderWith, onboard } from './onboard';

/** Root may write anywhere; this user is `nobody` on most systems. */
const WITHOUT_RIGHTS = process.geteuid?.() === 0 ? { uid: 65_534 } : {};

jest.setTimeout(60_000);

const SERVER = {
  TEMPORAL_ADDRESS: '127.0.0.1:9',
  ONBOARDING_ENCRYPTION: 'off',
  REST_ENDPOINT: 'https://na1.api.commerce.adobe.com/tenant',
};
const TENANT = { REST_ENDPOINT: SERVER.REST_ENDPOINT, CLIENT_ID: 'client', CLIENT_SECRET: 'secret' };
const INPUT = JSON.stringify({ customer: somebody() });

let folder: string;

beforeEach(async () => {
  folder = await folderWith({ 'customers.jsonl': `${INPUT}\n` });
  await chmod(folder, 0o555);
});

afterEach(() => chmod(folder, 0o700));

test.each([
  ['import', ['import', 'customers.jsonl', '--yes'], SERVER, 2],
  ['gateway keys new', ['gateway', 'keys', 'new', 'crm', '--right', 'read'], {}, 2],
  ['start', ['start', '-'], TENANT, 3],
  ['worker', ['worker'], TENANT, 3],
  ['dev', ['dev'], {}, 3],
])(
  '%s in a folder that cannot be written to names the setting for another one',
  async (_, args, env, status) => {
    const ended = await onboard(args, { cwd: folder, input: INPUT, env, ...WITHOUT_RIGHTS });
    expect(ended).toEqual({
      status,
      stdout: '',
      stderr: expect.stringMatching(/\.onboarding.*EACCES.*ONBOARDING_HOME/) as string,
    });
  },
);

onOwnDisk('a home on a disk that became read-only is found before anything is sent', () =>
  withDisk(async (home, disk) => {
    await mkdir(join(home, 'imports'), { recursive: true, mode: 0o700 });
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    const env = { ...SERVER, ONBOARDING_HOME: home };
    const ended = await onboard(['import', 'customers.jsonl', '--yes'], { cwd: folder, env });
    expect(ended).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/EROFS.*ONBOARDING_HOME/) as string,
    });
  }),
);
