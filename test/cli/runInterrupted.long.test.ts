import { join } from 'node:path';
import { isRunning, Onboard, serverPid } from './onboard';
import { placeWith, welcomed } from './welcomed';

jest.setTimeout(120_000);

test('Ctrl-C leaves the onboarding as it is, and the next run completes it with one customer and one mail', async () => {
  const { sandbox, command } = await placeWith(welcomed());
  sandbox.fail({ on: 'create', what: { kind: 'lose', made: true }, count: 1 });
  const made = sandbox.nextCustomer();
  const interrupted = command(['run', 'input.json']);
  await made;
  const pressedAt = Date.now();
  interrupted.signal('SIGINT');
  expect(await interrupted.ended).toMatchObject({
    status: 130,
    stderr: expect.stringMatching(/^Interrupted\. Run the same command again to continue/m),
  });
  // Ctrl-C does not wait for the end of a long poll of the history, which lasts 20 s.
  expect(Date.now() - pressedAt).toBeLessThan(15_000);
  const next = await command(['run', 'input.json']).ended;
  expect(next).toMatchObject({ status: 0, stdout: expect.stringContaining('Customer ID: 1\n') });
  expect(sandbox.customers()).toHaveLength(1);
  expect(sandbox.mails()).toHaveLength(1);
});

test('--keep keeps running until Ctrl-C, and then stops the server of its home', async () => {
  const { cwd, env } = await placeWith(welcomed());
  const ownHome = { cwd, env: { ...env, ONBOARDING_HOME: '.onboarding' } };
  const kept = new Onboard(['run', '--keep', 'input.json'], ownHome);
  await kept.says(/^Staying until Ctrl-C/m);
  const pid = await serverPid(join(cwd, '.onboarding'));
  const [, ui = ''] = await kept.says(/^UI while this runs: (\S+)$/m);
  expect((await fetch(ui)).status).toBe(200);
  kept.signal('SIGINT');
  expect(await kept.ended).toMatchObject({ status: 0, stdout: expect.stringContaining('Customer ID: 1\n') });
  expect(isRunning(pid)).toBe(false);
});
