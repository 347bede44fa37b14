import { somebody } from '../setup/people';
import { jsonLines } from './onboard';
import { openPlace } from './sharedHome';

jest.setTimeout(120_000);

const input = () => JSON.stringify({ customer: somebody(), update: { lastname: 'Doe-Updated' } });

test('start without a worker warns, and prints the ID of the waiting onboarding', async () => {
  const { sandbox, command } = await openPlace();
  const { status, stdout, stderr } = await command(['start', '-'], input()).ended;
  expect(status).toBe(0);
  expect(stdout).toMatch(/^onboard-[0-9a-f]{32}\n$/);
  expect(stderr).toMatch(/^No worker is polling the task queue \S+\. Start one with `onboard worker`\.$/m);
  expect(sandbox.requests()).toEqual([]);
});

test('start leaves the onboarding to a worker of another process, and with --wait prints its result', async () => {
  const { command } = await openPlace();
  const worker = command(['worker']);
  const customer = input();
  const waiting = await command(['start', '-', '--wait'], customer).ended;
  expect(waiting.status).toBe(0);
  const [workflowId, ...result] = waiting.stdout.split('\n');
  expect(JSON.parse(result.join('\n'))).toMatchObject({
    customerId: 1,
    created: { lastname: 'Doe' },
    updated: { lastname: 'Doe-Updated' },
  });
  const again = await command(['start', '-', '--json'], customer).ended;
  expect(again).toMatchObject({ status: 0, stderr: '' });
  expect(jsonLines(again.stdout)).toEqual([{ workflowId, status: 'done' }]);
  worker.signal('SIGINT');
  expect(await worker.ended).toMatchObject({ status: 0, stdout: '' });
});

test('Ctrl-C stops waiting; the onboarding continues', async () => {
  const { sandbox, command } = await openPlace();
  const customer = input();
  const waiting = command(['start', '-', '--wait'], customer);
  await waiting.says(/^onboard-/m);
  waiting.signal('SIGINT');
  expect(await waiting.ended).toMatchObject({
    status: 130,
    stderr: expect.stringMatching(
      /^Interrupted\. The onboarding continues\. Run the same command again to wait for it/m,
    ),
  });
  const made = sandbox.nextCustomer();
  const worker = command(['worker']);
  await made;
  worker.signal('SIGTERM');
  expect((await worker.ended).status).toBe(0);
});
