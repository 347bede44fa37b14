import { readFile } from 'node:fs/promises';
import type { CustomerFields } from '../../src/contract/onboarding';
import { eventually } from '../crash/stage/eventually';
import { countBy } from '../setup/countBy';
import { somebody } from '../setup/people';
import { jsonLines, type Onboard, serverPid, startWorker } from './onboard';
import { type OwnHome, withOwnHome } from './ownHome';

/** `IMPORT_ROWS=50000 npm run test:long -- test/cli/importKilled` is the long form. */
const ROWS = Number(process.env['IMPORT_ROWS'] ?? 1_200);
const CONCURRENCY = 16;
const ROUNDS = ROWS < 10_000 ? 1 : 3;
/** A worker, a worker that is suspended beyond its time, two commands, and the server twice. */
const KILLS_A_ROUND = 6;

jest.setTimeout(3_600_000);

test(`${ROWS} rows are each created and reported correctly once, although worker, server and command are killed and suspended in turn, ${ROUNDS} times`, async () => {
  await withOwnHome(
    async (home) => {
      const { sandbox, command } = home;
      sandbox.fail({ on: 'create', what: { kind: 'reset', made: true }, share: 0.01 });
      sandbox.fail({ on: 'create', what: { kind: 'html', status: 503, made: true }, share: 0.01 });
      sandbox.fail({ on: 'update', what: { kind: 'reset', made: false }, share: 0.01 });
      // With an immediate Commerce, a short import would end before all of this has happened.
      sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: 400 } });
      const rows = Array.from({ length: ROWS }, (_, index) => rowOf(index));
      for (const { customer, kind } of rows) {
        if (kind === 'stranger') sandbox.addCustomer({ ...customer, firstname: 'Janet' });
      }
      const input = rows.map(({ line }) => line).join('\n');
      const workers = [await startWorker(home), await startWorker(home)];
      const startImport = () => command(['import', '-', '--yes', '--json', '--skip-invalid'], input);

      let importing = startImport();
      const singles: Onboard[] = [];
      const before = sandbox.customers().length;
      const untilSixths = (sixths: number) => untilMade(home, before + (ROWS / ROUNDS / 6) * sixths);
      for (let round = 0; round < ROUNDS; round += 1) {
        await untilSixths(round * 6 + 1);
        workers[0]?.signal('SIGKILL');
        workers[0] = await startWorker(home);
        const second = startImport();
        await untilSixths(round * 6 + 2);
        await killServer(home);
        await untilSixths(round * 6 + 3);
        const { customer } = rows.at(-1 - round) ?? {};
        const input = JSON.stringify({ customer, onExisting: 'adopt' });
        singles.push(command(['start', '-', '--wait', '--json'], input));
        importing.signal('SIGKILL');
        second.signal('SIGKILL');
        await Promise.all([importing.ended, second.ended]);
        importing = startImport();
        // Long enough for the server to give its chunks to the other worker.
        workers[1]?.signal('SIGSTOP');
        await untilSixths(round * 6 + 4);
        workers[1]?.signal('SIGCONT');
        await killServer(home);
      }

      const ended = await importing.ended;
      await Promise.all(singles.map(({ ended: reported }) => reported));
      const last = jsonLines(ended.stdout).at(-1);
      if (typeof last?.['report'] !== 'string') throw new Error(`there is no report: ${ended.stderr}`);
      const reported = await reportOf(last['report']);
      const wrong = rows.filter(({ kind }, index) => !fits(kind, reported[index]));
      expect(wrong.map(({ row }) => reported[row - 1])).toEqual([]);

      const customersOf = countBy(sandbox.customers().map(({ email }) => email));
      const mailsTo = countBy(sandbox.mails().map(({ to }) => to));
      const notOnce = rows.filter(({ kind, customer }) => {
        const times = kind === 'refused' || kind === 'invalid' ? 0 : 1;
        const isOnce = (counts: ReadonlyMap<string, number>) => (counts.get(customer.email) ?? 0) === times;
        return !isOnce(customersOf) || !isOnce(mailsTo);
      });
      expect(notOnce).toEqual([]);

      // Only a row in progress when its worker was killed may be sent again.
      const faults = ROWS * 0.04;
      const kills = ROUNDS * KILLS_A_ROUND;
      const creates = sandbox.requests().filter(({ kind }) => kind === 'create').length;
      expect(creates).toBeLessThanOrEqual(ROWS + faults + kills * CONCURRENCY);
      for (const worker of workers) worker.signal('SIGTERM');
      await Promise.all(workers.map((worker) => worker.ended));
    },
    {
      ONBOARDING_IMPORT_CONCURRENCY: String(CONCURRENCY),
      ONBOARDING_RETRY_FIRST: '100ms',
      ONBOARDING_SHUTDOWN_GRACE: '5s',
    },
  );
});

/** `single`: a customer who also has a single onboarding during the import. */
type Kind = 'plain' | 'updated' | 'refused' | 'invalid' | 'stranger' | 'single';

interface Row {
  readonly row: number;
  readonly kind: Kind;
  readonly customer: CustomerFields;
  readonly line: string;
}

function rowOf(index: number): Row {
  const kind = kindOf(index);
  const customer = somebody();
  const input = {
    customer: kind === 'invalid' ? { ...customer, firstname: ' ' } : customer,
    ...(kind === 'refused' && { password: 'short' }),
    ...(kind === 'updated' && { update: { lastname: 'Roe' } }),
  };
  return { row: index + 1, kind, customer, line: JSON.stringify(input) };
}

/** One row in a hundred is bad, each in a different way; the last rows also have single onboardings. */
function kindOf(index: number): Kind {
  if (index >= ROWS - ROUNDS) return 'single';
  if (index % 100 === 50)
    return (['refused', 'invalid', 'stranger'] as const)[Math.floor(index / 100) % 3] ?? 'refused';
  return index % 3 === 0 ? 'updated' : 'plain';
}

function fits(kind: Kind, reported: Record<string, unknown> | undefined): boolean {
  const failure = (reported?.['failure'] as { type: string } | undefined)?.type;
  switch (kind) {
    case 'plain':
    case 'updated':
      return reported?.['outcome'] === 'made' || reported?.['outcome'] === 'adopted';
    case 'refused':
      return failure === 'CustomerRejected';
    case 'invalid':
      return failure === 'InvalidInput';
    case 'stranger':
      return failure === 'CustomerAlreadyExists';
    case 'single':
      // If the single onboarding was long before the row's turn, the import sees a stranger's customer.
      return (
        reported?.['outcome'] === 'made' ||
        reported?.['outcome'] === 'adopted' ||
        failure === 'CustomerAlreadyExists'
      );
  }
}

/** If it was killed just before, one of the commands has to start it again first. */
async function killServer({ folder }: OwnHome): Promise<void> {
  await eventually('there is a server to kill', async () => {
    const kill = async () => process.kill(await serverPid(folder), 'SIGKILL');
    return await kill().catch(() => false);
  });
}

/** Polls, because customers are also created while the test does not wait for one. */
async function untilMade({ sandbox }: OwnHome, count: number): Promise<void> {
  for (let missing = count - sandbox.customers().length; missing > 0;) {
    for (let more = 0; more < missing / 2; more += 1) await sandbox.nextCustomer(120_000);
    missing = count - sandbox.customers().length;
  }
}

async function reportOf(path: string): Promise<Record<string, unknown>[]> {
  return jsonLines(await readFile(path, 'utf8'));
}
