import { somebody } from '../setup/people';
import { temporalCli } from '../setup/temporalCli';
import { jsonLines } from './onboard';
import { openPlace } from './sharedHome';

jest.setTimeout(60_000);

const BUILD = { ONBOARDING_BUILD_ID: 'v7' };
const INPUT = JSON.stringify({ customer: somebody() });

test('on the embedded server a worker with a build reports that it uses none, and completes its tasks', async () => {
  const { command } = await openPlace({ settings: BUILD });
  const { status, stderr, stdout } = await command(['run', '-', '--json'], INPUT).ended;
  expect({ status, results: jsonLines(stdout) }).toMatchObject({ status: 0, results: [{ customerId: 1 }] });
  expect(stderr).toMatch(/^ONBOARDING_BUILD_ID is ignored by the embedded server/m);
});

test.each([
  ['named after its queue', {}],
  ["with a name of Temporal's Worker Controller", { ONBOARDING_DEPLOYMENT: 'shop/onboarding-worker' }],
])(
  'a deployment %s: worker, start and status print the command that makes the build current',
  async (_, name) => {
    const { env, command } = await openPlace({
      settings: {
        ...BUILD,
        ...name,
        TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
        ONBOARDING_ENCRYPTION: 'off',
      },
    });
    const deployment = env['ONBOARDING_DEPLOYMENT'] ?? env['ONBOARDING_TASK_QUEUE'] ?? '';
    const nextCommand = `temporal worker deployment set-current-version --namespace default --deployment-name ${deployment} --build-id v7`;
    const worker = command(['worker']);
    expect((await worker.says(/"level":40.*"msg":"no build is current.*/))[0]).toContain(nextCommand);
    await worker.says(/"msg":"worker ready"/);
    const started = command(['start', '-', '--wait', '--json'], INPUT);
    expect((await started.says(/No worker build is current.*/))[0]).toContain(nextCommand);
    expect((await command(['status']).ended).stdout).toContain(nextCommand);

    await temporalCli(...nextCommand.split(' ').slice(1), '--yes');
    const { status, stdout } = await started.ended;
    expect({ status, results: jsonLines(stdout) }).toMatchObject({ status: 0, results: [{ customerId: 1 }] });
    const [document] = jsonLines((await command(['status', '--json']).ended).stdout);
    expect(document).toMatchObject({ workers: 1 });
    expect(document).not.toHaveProperty('waitingBuild');

    const another = command(['worker']);
    await another.says(/"msg":"worker ready"/);
    for (const one of [worker, another]) one.signal('SIGTERM');
    expect((await another.ended).stderr).not.toContain('no build is current');
  },
);
