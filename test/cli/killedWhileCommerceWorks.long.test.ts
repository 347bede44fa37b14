import type { OnboardingInput } from '../../src/contract/onboarding';
import { somebody } from '../setup/people';
import { jsonLines, serverPid } from './onboard';
import { type OwnHome, withOwnHome } from './ownHome';

jest.setTimeout(180_000);

/** Two programs start one after the other before the customer is created. */
const LIMIT_MS = 60_000;

/** The input comes from standard input, so that it depends on no file that a crash might damage. */
function welcomed(): string {
  const input: OnboardingInput = {
    customer: somebody(),
    password: 'TempPa55word!',
    update: { lastname: 'Doe-Updated' },
  };
  return JSON.stringify(input);
}

/** The next command ends with the only customer, which an earlier try created, and leaves nothing running. */
async function expectNextRunToEndIt({ sandbox, command, serverRuns }: OwnHome, input: string): Promise<void> {
  const { status, stdout } = await command(['run', '-', '--json'], input).ended;
  expect({ status, documents: jsonLines(stdout) }).toEqual({
    status: 0,
    documents: [
      expect.objectContaining({
        customerId: 1,
        status: 'done',
        updated: expect.objectContaining({ id: 1, lastname: 'Doe-Updated' }),
      }),
    ],
  });
  expect(sandbox.customers()).toEqual([expect.objectContaining({ id: 1, lastname: 'Doe-Updated' })]);
  expect(sandbox.mails()).toHaveLength(1);
  expect(createsOf(sandbox)).toBe(1);
  expect(await serverRuns()).toBe(false);
}

function createsOf(sandbox: OwnHome['sandbox']): number {
  return sandbox.requests().filter(({ kind }) => kind === 'create').length;
}

test('only the worker: the next run resumes with the server that still runs', () =>
  withOwnHome(async (home) => {
    const { sandbox, command } = home;
    const input = welcomed();
    sandbox.fail({ on: 'create', what: { kind: 'lose', made: true }, count: 1 });
    const worker = command(['worker']);
    await worker.says(/"msg":"worker ready"/);
    const made = sandbox.nextCustomer(LIMIT_MS);
    const started = command(['start', '-'], input);
    await made;
    worker.signal('SIGKILL');
    expect((await started.ended).status).toBe(0);
    expect((await worker.ended).status).toBe('SIGKILL');
    await expectNextRunToEndIt(home, input);
  }));

test('only the server: it restarts, gets the result of the step, and the run ends normally', () =>
  withOwnHome(async (home) => {
    const { sandbox, command, folder } = home;
    const input = welcomed();
    // Commerce responds while no server is running.
    sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: 300 }, count: 1 });
    const made = sandbox.nextCustomer(LIMIT_MS);
    const running = command(['run', '-', '--json'], input);
    await made;
    process.kill(await serverPid(folder), 'SIGKILL');
    const { status, stdout, stderr } = await running.ended;
    expect(stderr).toMatch(/^The Temporal server had stopped; it is running again at 127\.0\.0\.1:\d+/m);
    expect({ status, documents: jsonLines(stdout) }).toEqual({
      status: 0,
      documents: [expect.objectContaining({ customerId: 1 })],
    });
    await expectNextRunToEndIt(home, input);
  }));

test('worker and server together: the next run starts both, and resumes', () =>
  withOwnHome(async (home) => {
    const { sandbox, command, folder, serverRuns } = home;
    const input = welcomed();
    sandbox.fail({ on: 'create', what: { kind: 'lose', made: true }, count: 1 });
    const made = sandbox.nextCustomer(LIMIT_MS);
    const killed = command(['run', '-'], input);
    await made;
    const server = await serverPid(folder);
    killed.signal('SIGKILL');
    process.kill(server, 'SIGKILL');
    await killed.ended;
    expect(await serverRuns()).toBe(false);
    await expectNextRunToEndIt(home, input);
  }));
