import type { WorkflowBundle } from '@temporalio/worker';
import { recordedHistory } from '../../../src/onboardings/replay/recordedHistory';
import { type Agreement, replayHistories } from '../../../src/onboardings/replay/replayHistories';
import { SUITE_KEYS } from '../../setup/temporal';
import {
  buildsOf,
  bundleOf,
  type DeploymentStage,
  expectDoneOnce,
  getsStuck,
  type Onboarding,
  setDeploymentStage,
} from './deploymentStage';

jest.setTimeout(150_000);

let patchedBuild: WorkflowBundle;
let unpatchedBuild: WorkflowBundle;

beforeAll(async () => {
  patchedBuild = await bundleOf('patchedWorkflow');
  unpatchedBuild = await bundleOf('unpatchedWorkflow');
});

/** Two at each step that sends a request to Commerce. */
async function holdSome(stage: DeploymentStage): Promise<Onboarding[]> {
  const atUpdate = await stage.hold('updateCustomer', 2);
  return [...atUpdate, ...(await stage.hold('createCustomer', 2))];
}

async function buildsOfAll(onboardings: readonly Onboarding[]): Promise<string[][]> {
  return await Promise.all(onboardings.map(buildsOf));
}

async function agreementOf(
  { temporal }: DeploymentStage,
  onboarding: Onboarding,
  bundle: WorkflowBundle,
): Promise<Agreement['kind']> {
  const recorded = recordedHistory(await onboarding.fetchHistory());
  const { dataConverter } = temporal;
  for await (const { agreement } of replayHistories([{ recorded }], {
    dataConverter,
    keys: SUITE_KEYS,
    bundle,
  })) {
    return agreement.kind;
  }
  throw new Error('nothing was replayed');
}

describe('auto-upgrade, with a patched change', () => {
  test('running ones continue on the new build next to the old one, and all end with one customer', async () => {
    const stage = await setDeploymentStage();
    await stage.deploy('v1');
    await stage.makeCurrent('v1');
    const underWay = await holdSome(stage);
    await stage.deploy('v2', { bundle: patchedBuild });
    await stage.makeCurrent('v2');
    const later = await stage.hold('createCustomer', 2);
    stage.release();
    await expectDoneOnce(stage, [...underWay, ...later]);
    expect(await buildsOfAll(underWay)).toEqual(underWay.map(() => ['v1', 'v2']));
    expect(await buildsOfAll(later)).toEqual(later.map(() => ['v2']));
  });

  test('rolled back, those that took the patch are pinned to the new build first, and end there', async () => {
    const stage = await setDeploymentStage();
    await stage.deploy('v1');
    await stage.deploy('v2', { bundle: patchedBuild });
    await stage.makeCurrent('v2');
    const ofNew = await holdSome(stage);
    await stage.pinToNew(ofNew.length);
    await stage.makeCurrent('v1');
    const ofOld = await stage.hold('createCustomer', 2);
    stage.release();
    await expectDoneOnce(stage, [...ofNew, ...ofOld]);
    expect(await buildsOfAll(ofNew)).toEqual(ofNew.map(() => ['v2']));
    expect(await buildsOfAll(ofOld)).toEqual(ofOld.map(() => ['v1']));
  });

  test('rolled back without pinning, they wait for the new build, and end when it is current again', async () => {
    const stage = await setDeploymentStage();
    await stage.deploy('v1');
    await stage.deploy('v2', { bundle: patchedBuild });
    await stage.makeCurrent('v2');
    const ofNew = await stage.hold('createCustomer', 2);
    await stage.makeCurrent('v1');
    stage.release();
    for (const onboarding of ofNew) await getsStuck(onboarding);
    await stage.makeCurrent('v2');
    await expectDoneOnce(stage, ofNew);
  });
});

describe('auto-upgrade, with an unpatched change', () => {
  test('a replay finds it; if it becomes current anyway, nothing fails, and after a rollback all end', async () => {
    const stage = await setDeploymentStage();
    await stage.deploy('v1');
    await stage.makeCurrent('v1');
    const underWay = await holdSome(stage);
    for (const onboarding of underWay) {
      expect(await agreementOf(stage, onboarding, unpatchedBuild)).toBe('differs');
      expect(await agreementOf(stage, onboarding, patchedBuild)).toBe('agrees');
    }
    await stage.deploy('v2', { bundle: unpatchedBuild });
    await stage.makeCurrent('v2');
    stage.release();
    for (const onboarding of underWay) await getsStuck(onboarding);
    await stage.makeCurrent('v1');
    await expectDoneOnce(stage, underWay);
  });
});

describe('pinned', () => {
  test('running ones end on the build that they started on, new ones on the new build; then the old one drains', async () => {
    const stage = await setDeploymentStage();
    const old = await stage.deploy('v1', { versioning: 'pinned' });
    await stage.makeCurrent('v1');
    const underWay = await holdSome(stage);
    await stage.deploy('v2', { bundle: unpatchedBuild, versioning: 'pinned' });
    await stage.makeCurrent('v2');
    const later = await stage.hold('createCustomer', 2);
    expect(await stage.countOnOld()).toBe(underWay.length);
    expect(await stage.typed('temporal worker deployment describe-version')).toMatch(/draining/i);
    stage.release();
    await expectDoneOnce(stage, [...underWay, ...later]);
    expect(await buildsOfAll(underWay)).toEqual(underWay.map(() => ['v1']));
    expect(await buildsOfAll(later)).toEqual(later.map(() => ['v2']));
    expect(await stage.countOnOld()).toBe(0);
    await old.stop();
    await expectDoneOnce(stage, [...underWay, ...later, ...(await stage.startSome(2))]);
  });
});

const RAMP =
  'temporal worker deployment set-ramping-version --deployment-name customer-onboarding --build-id v2';

describe('a ramp', () => {
  test('gives the new build its share of new onboardings, and none once it is removed', async () => {
    const stage = await setDeploymentStage();
    await stage.deploy('v1');
    await stage.makeCurrent('v1');
    await stage.deploy('v2', { bundle: patchedBuild });
    await stage.route(`${RAMP} --percentage 10`, '--percentage', '50');
    const ramped = await stage.startSome(30);
    await expectDoneOnce(stage, ramped);
    const builds = (await buildsOfAll(ramped)).flat();
    expect(new Set(builds)).toEqual(new Set(['v1', 'v2']));

    await stage.route(`${RAMP} --delete`);
    const rolledBack = await stage.startSome(10);
    await expectDoneOnce(stage, [...ramped, ...rolledBack]);
    expect(await buildsOfAll(rolledBack)).toEqual(rolledBack.map(() => ['v1']));
  });
});

describe('without builds before', () => {
  test('running ones move to the first build, and back again', async () => {
    const stage = await setDeploymentStage();
    const without = await stage.addWorker();
    const underWay = await holdSome(stage);
    await stage.deploy('v1');
    await stage.makeCurrent('v1');
    await without.stop();
    stage.release();
    await expectDoneOnce(stage, underWay);
    expect(await buildsOfAll(underWay)).toEqual(underWay.map(() => ['v1']));
    expect(await stage.typed('temporal worker deployment describe --name')).toMatch(
      /CurrentVersionBuildID +v1/,
    );

    const later = await stage.hold('createCustomer', 2);
    await stage.addWorker();
    await stage.route(
      'temporal worker deployment set-current-version --deployment-name customer-onboarding --unversioned',
    );
    stage.release();
    await expectDoneOnce(stage, [...underWay, ...later]);
  });
});
