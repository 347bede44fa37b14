import { readFile } from 'node:fs/promises';
import { seededRandom } from '../../src/sandbox/random';
import { eventually } from '../crash/stage/eventually';
import { countBy } from '../setup/countBy';
import { somebody } from '../setup/people';
import { jsonLines, type Onboard, startWorker } from './onboard';
import { type OwnHome, withOwnHome } from './ownHome';

/**
 * The long form: `IMPORT_ROWS=2000 IMPORT_INTERRUPTIONS=50 IMPORT_SEED=7 npm run test:long -- test/cli/importInterrupted`.
 * The seed decides what happens when.
 */
const ROWS = Number(process.env['IMPORT_ROWS'] ?? 240);
const INTERRUPTIONS = Number(process.env['IMPORT_INTERRUPTIONS'] ?? 6);
const SEED = Number(process.env['IMPORT_SEED'] ?? 1);
const SHORT_PASSWORD_ROW = 5;

const KINDS = ['killWorker', 'terminateWorker', 'killCommand', 'interruptCommand', 'cancel'] as const;

jest.setTimeout(3_600_000);

test(`${ROWS} rows, interrupted ${INTERRUPTIONS} times at random (seed ${SEED}): everybody once, and a complete report`, async () => {
  const settings = {
    ONBOARDING_IMPORT_CONCURRENCY: '8',
    ONBOARDING_RETRY_FIRST: '100ms',
    ONBOARDING_SHUTDOWN_GRACE: '10s',
  };
  await withOwnHome(async (home) => {
    const { sandbox, command } = home;
    const random = seededRandom(SEED);
    // With an immediate Commerce, the import would end before all of this has happened.
    sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: 200 } });
    const people = Array.from({ length: ROWS }, () => somebody());
    const lines = people.map((customer, index) =>
      JSON.stringify({ customer, ...(index + 1 === SHORT_PASSWORD_ROW && { password: 'short' }) }),
    );
    const startImport = () => command(['import', '-', '--yes', '--json'], lines.join('\n'));
    let worker = await startWorker(home);
    let importing = startImport();
    const [, importId = ''] = await importing.says(/"importId":"([0-9a-f]+)"/);
    for (let done = 1; done <= INTERRUPTIONS; done += 1) {
      await untilMade(home, Math.floor(((ROWS - 20) * (done - random())) / INTERRUPTIONS));
      const kind = KINDS[Math.floor(random() * KINDS.length)] ?? 'cancel';
      switch (kind) {
        case 'killWorker':
        case 'terminateWorker':
          worker.signal(kind === 'killWorker' ? 'SIGKILL' : 'SIGTERM');
          await worker.ended;
          worker = await startWorker(home);
          break;
        case 'killCommand':
        case 'interruptCommand':
          importing.signal(kind === 'killCommand' ? 'SIGKILL' : 'SIGINT');
          await importing.ended;
          importing = startImport();
          break;
        case 'cancel':
          importing = await cancelled(home, importId, importing, startImport);
      }
    }
    const ended = await importing.ended;
    const last = jsonLines(ended.stdout).at(-1);
    if (typeof last?.['report'] !== 'string') throw new Error(`there is no report: ${ended.stderr}`);
    const report = jsonLines(await readFile(last['report'], 'utf8'));
    const refused = report.filter(({ outcome }) => outcome === 'refused').map(({ row }) => row);
    expect({ rows: report.map(({ row }) => row), refused }).toEqual({
      rows: people.map((_, index) => index + 1),
      refused: [SHORT_PASSWORD_ROW],
    });
    const once = people.filter((_, index) => index + 1 !== SHORT_PASSWORD_ROW).map(({ email }) => [email, 1]);
    expect(new Map(countBy(sandbox.customers().map(({ email }) => email)))).toEqual(
      new Map(once as [string, number][]),
    );
    expect(new Map(countBy(sandbox.mails().map(({ to }) => to)))).toEqual(
      new Map(once as [string, number][]),
    );
    worker.signal('SIGTERM');
    await worker.ended;
  }, settings);
});

async function cancelled(
  { command }: OwnHome,
  importId: string,
  importing: Onboard,
  startImport: () => Onboard,
): Promise<Onboard> {
  await command(['import', 'cancel', importId, '--json']).ended;
  await importing.ended;
  return startImport();
}

async function untilMade({ sandbox }: OwnHome, count: number): Promise<void> {
  await eventually(`${count} customers are made`, () => sandbox.customers().length >= count);
}
