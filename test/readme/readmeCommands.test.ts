import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startSandbox } from '../../src/sandbox';
import { folderWith, MAIN, Onboard, onboard } from '../cli/onboard';

jest.setTimeout(180_000);

const PACKAGE = resolve(__dirname, '../..');
const EXAMPLE = 'examples/john-doe.json';

async function commandsOfReadme(): Promise<string[]> {
  const readme = await readFile(join(PACKAGE, 'README.md'), 'utf8');
  const text = readme.replace(/^```mermaid\n[^]*?^```$/m, '');
  return [...text.matchAll(/^ {4}([a-z].*?)(?: +#.*)?$/gm)].map(([, command = '']) => command);
}

/** A built clone without its sources. */
async function folderOfClone(): Promise<string> {
  const folder = await folderWith();
  await cp(join(PACKAGE, 'examples'), join(folder, 'examples'), { recursive: true });
  await cp(join(PACKAGE, '.env.example'), join(folder, '.env.example'));
  return folder;
}

test('the README has the commands that the tests below run, and those of the fresh clone', async () => {
  expect(await commandsOfReadme()).toEqual([
    'npm ci && npm run demo',
    'npx commerce-onboarding dev',
    'cp .env.example .env',
    'npx commerce-onboarding check',
    `npx commerce-onboarding run ${EXAMPLE}`,
  ]);
  const { scripts } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8')) as {
    scripts: { demo: string };
  };
  expect(join(PACKAGE, scripts.demo.replace(/^node (\S+) demo$/, '$1'))).toBe(MAIN);
});

test('demo, and then dev in the same folder, need no settings', async () => {
  const cwd = await folderOfClone();
  expect(await onboard(['demo'], { cwd })).toMatchObject({ status: 0 });
  const development = new Onboard(['dev'], { cwd });
  await development.says(/^Try /m);
  development.signal('SIGINT');
  expect(await development.ended).toMatchObject({ status: 0 });
});

test('with the three values in a copy of .env.example, check is ready, and run creates the customer', async () => {
  const sandbox = await startSandbox();
  try {
    const { REST_ENDPOINT, CLIENT_ID, CLIENT_SECRET, ...others } = sandbox.settings;
    const cwd = await folderOfClone();
    const example = await readFile(join(cwd, '.env.example'), 'utf8');
    const filledIn = example
      .replace('<rest_endpoint>', REST_ENDPOINT)
      .replace('<client_id>', CLIENT_ID)
      .replace('<client_secret>', CLIENT_SECRET);
    await writeFile(join(cwd, '.env'), filledIn, { mode: 0o600 });
    expect(await onboard(['check'], { cwd, env: others })).toMatchObject({ status: 0 });
    expect(sandbox.customers()).toEqual([]);
    expect(await onboard(['run', EXAMPLE], { cwd, env: others })).toMatchObject({ status: 0 });
    expect(sandbox.customers()).toHaveLength(1);
  } finally {
    await sandbox.stop();
  }
});
