import type { WorkflowHandle } from '@temporalio/client';
import { temporal as proto } from '@temporalio/proto';
import type { WorkflowBundle } from '@temporalio/worker';
import { bundleWorkflows } from '../../../src/temporal/buildBundle';
import type { WorkerBuild } from '../../../src/temporal/deployment';
import type { OnboardCustomer } from '../../../src/onboardings/startOnboarding';
import { eventually } from '../../crash/stage/eventually';
import { commandOfDocs } from '../../setup/docsCommands';
import { somebody } from '../../setup/people';
import { setStage, type Stage, type StageWorker } from '../../setup/stage';
import { temporalCli } from '../../setup/temporalCli';

export type Onboarding = WorkflowHandle<OnboardCustomer>;

/** A stage whose workers have builds, with the commands of a deployment as an operator types them. */
export interface DeploymentStage extends Stage {
  /** Adds a worker of a build, and waits until the server knows the build. */
  deploy(buildId: string, options?: { bundle?: WorkflowBundle } & Partial<WorkerBuild>): Promise<StageWorker>;
  /** Runs the command of docs/guides/upgrade.md with this beginning, for this stage's queue. @returns its output */
  typed(beginning: string, ...more: readonly string[]): Promise<string>;
  /** Runs a command that changes where onboardings run, and waits until it applies to every new one. */
  route(beginning: string, ...more: readonly string[]): Promise<void>;
  makeCurrent(buildId: 'v1' | 'v2'): Promise<void>;
  /** Starts this many, and waits until each is being retried at the step, which fails until `release`. */
  hold(step: 'createCustomer' | 'updateCustomer', count: number): Promise<Onboarding[]>;
  release(): void;
  /** How many are running on v1. */
  countOnOld(): Promise<number>;
  /** Pins those that run on v2 to it, and waits until this many are pinned. */
  pinToNew(count: number): Promise<void>;
  /** Starts this many, with an update. */
  startSome(count: number): Promise<Onboarding[]>;
}

export async function setDeploymentStage(
  stageWithoutWorkers: () => Promise<Stage> = () => setStage({ workers: 0 }),
): Promise<DeploymentStage> {
  const stage = await stageWithoutWorkers();
  const { taskQueue, sandbox } = stage;

  const typed = async (beginning: string, ...more: readonly string[]) => {
    const [, ...words] = commandOfDocs('docs/guides/upgrade.md', beginning, {
      'customer-onboarding': taskQueue,
    });
    return await temporalCli(...words, ...more);
  };

  const route: DeploymentStage['route'] = async (beginning, ...more) => {
    await typed(beginning, ...more, '--yes');
    await everyQueueKnows(stage);
  };

  const startSome = (count: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        stage.start({ customer: somebody(), update: { lastname: 'Doe-Updated' } }),
      ),
    );

  return {
    ...stage,
    typed,
    route,
    startSome,
    deploy: async (buildId, { bundle, ...build } = {}) => {
      const added = await stage.addWorker({
        worker: {
          build: { deployment: taskQueue, buildId, versioning: 'auto-upgrade', ...build },
          ...(bundle && { bundle }),
        },
      });
      await eventually(`build ${buildId} is known`, () =>
        temporalCli(...describeVersion(taskQueue, buildId)).then(
          (output) => output.includes('workflow') && output.includes('activity'),
          () => false,
        ),
      );
      return added;
    },
    makeCurrent: async (buildId) => {
      const end = `--deployment-name customer-onboarding --build-id ${buildId}`;
      await route(`temporal worker deployment set-current-version ${end}`);
    },
    hold: async (step, count) => {
      const on = step === 'createCustomer' ? 'create' : 'update';
      sandbox.fail({ on, what: { kind: 'status', status: 503, made: false } });
      const held = await startSome(count);
      for (const onboarding of held) await triedAgain(onboarding, step);
      return held;
    },
    release: () => sandbox.clearFaults(),
    countOnOld: async () => counted(await typed('temporal workflow count', ...JSON_OUTPUT)),
    pinToNew: async (expected) => {
      await typed('temporal workflow update-options', '--yes');
      const query = `TaskQueue = "${taskQueue}" AND TemporalWorkflowVersioningBehavior = "Pinned"`;
      await eventually(`${expected} are pinned`, async () => {
        const output = await temporalCli('workflow', 'count', '--query', query, ...JSON_OUTPUT);
        return counted(output) === expected;
      });
    },
  };
}

/** The command returns before each partition of the queue knows: until then an onboarding may run on the old build. */
async function everyQueueKnows({ temporal: { connection, namespace }, taskQueue }: Stage): Promise<void> {
  await eventually('each part of the queue knows where onboardings go', async () => {
    const { workerDeploymentInfo } = await connection.workflowService.describeWorkerDeployment({
      namespace,
      deploymentName: taskQueue,
    });
    return workerDeploymentInfo?.routingConfigUpdateState === ROUTING_CONFIG_UPDATE_STATE_COMPLETED;
  });
}

const { ROUTING_CONFIG_UPDATE_STATE_COMPLETED } = proto.api.enums.v1.RoutingConfigUpdateState;

const JSON_OUTPUT = ['--output', 'json'];

function counted(output: string): number {
  return Number((JSON.parse(output) as { count?: string }).count ?? 0);
}

function describeVersion(deployment: string, buildId: string): string[] {
  return [
    ...['worker', 'deployment', 'describe-version'],
    ...['--deployment-name', deployment, '--build-id', buildId],
  ];
}

async function triedAgain(onboarding: Onboarding, step: string): Promise<void> {
  await eventually(`${step} is tried again`, async () => {
    const pending = (await onboarding.describe()).raw.pendingActivities ?? [];
    return pending.some(({ activityType, lastFailure }) => activityType?.name === step && lastFailure);
  });
}

/** Expects that all are done, and that each customer was created and mailed once. */
export async function expectDoneOnce({ sandbox }: Stage, onboardings: readonly Onboarding[]): Promise<void> {
  const results = await Promise.all(onboardings.map((onboarding) => onboarding.result()));
  const ids = results.map(({ customerId }) => customerId).sort();
  expect(results.map(({ updated }) => updated?.lastname)).toEqual(results.map(() => 'Doe-Updated'));
  expect(
    sandbox
      .customers()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(ids);
  expect(sandbox.mails()).toHaveLength(onboardings.length);
}

/** The builds whose workers decided for an onboarding, in order, without consecutive repeats. */
export async function buildsOf(onboarding: Onboarding): Promise<string[]> {
  const { events } = await onboarding.fetchHistory();
  const builds = (events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: completed }) => {
    const buildId = completed?.deploymentVersion?.buildId;
    return buildId ? [buildId] : [];
  });
  return builds.filter((build, index) => build !== builds[index - 1]);
}

/** Waits until it is stuck: a workflow task has failed since its last completed one. */
export async function getsStuck(onboarding: Onboarding): Promise<void> {
  await eventually('a workflow task fails', async () => {
    const { raw } = await onboarding.describe();
    return (raw.pendingWorkflowTask?.attempt ?? 0) > 1;
  });
}

export async function bundleOf(variant: 'patchedWorkflow' | 'unpatchedWorkflow'): Promise<WorkflowBundle> {
  return await bundleWorkflows(require.resolve(`./${variant}`));
}
