import { Worker, type WorkerOptions, type WorkflowBundleOption } from '@temporalio/worker';
import { createActivities, type ActivitySettings } from '../../activities';
import { ActivitySlots } from './activitySlots';
import type { TemporalConnection } from './connection';
import { workerDataConverter } from './workerDataConverter';
import { warnWithoutCurrentBuild, type WorkerBuild, workerDeploymentOptions } from './deployment';
import { timeSteps } from './metrics/timeSteps';
import { ensureSearchAttributes } from './searchAttributes';
import type { Tracing } from './tracing';
import { workflowBundle, workflowBundleSinks } from './workflowBundle';

export interface OnboardingWorkerOptions {
  temporal: TemporalConnection;
  taskQueue: string;
  commerce: Parameters<typeof createActivities>[0];
  settings: ActivitySettings;
  /** Activities at once in this process; each is one request to Commerce at a time. */
  concurrency: number;
  /** How long work in flight may go on after a shutdown was asked for; longer than the longest request. */
  shutdownGraceMs: number;
  tracing?: Tracing;
  /** Left out, the worker has no version, and takes what comes. */
  build?: WorkerBuild;
  /** Left out, the worker polls for no Nexus operations. */
  nexusServices?: NonNullable<WorkerOptions['nexusServices']>;
  /** Default: as for other onboardings. */
  requireNexusEncryption?: boolean;
  /** Default: the workflows of this package. */
  bundle?: WorkflowBundleOption;
}

/** Runs kept in memory between their tasks; one that is not there is replayed from its history. */
const MAX_CACHED_WORKFLOWS = 1_000;

/** The SDK's own numbers, which it has no name for; our only local activities end at once. */
const FIXED_SLOTS = {
  workflowTaskSlotSupplier: { type: 'fixed-size', numSlots: 40 },
  localActivityTaskSlotSupplier: { type: 'fixed-size', numSlots: 1 },
  // Each is one request to Temporal.
  nexusTaskSlotSupplier: { type: 'fixed-size', numSlots: 20 },
} as const;

/** A worker for the workflow and its activities: one tenant, one namespace and queue. */
export async function createOnboardingWorker(options: OnboardingWorkerOptions): Promise<Worker> {
  const { taskQueue, build } = options;
  const { connection, namespace, dataConverter } = options.temporal;
  await ensureSearchAttributes(options.temporal);
  if (build) await warnWithoutCurrentBuild(options.temporal, taskQueue, build);
  // An activity learns of a shutdown only when the grace is over.
  const running = { isStopping: () => worker.getState() !== 'RUNNING' };
  const worker: Worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle: options.bundle ?? workflowBundle,
    sinks: workflowBundleSinks,
    dataConverter: workerDataConverter(dataConverter, {
      requireEncryption: options.requireNexusEncryption ?? options.settings.requireEncryption,
    }),
    activities: createActivities(options.commerce, options.settings, running),
    interceptors: { activity: [timeSteps] },
    tuner: {
      ...FIXED_SLOTS,
      activityTaskSlotSupplier: new ActivitySlots({
        most: options.concurrency,
        backlog: options.commerce.backlog,
      }),
    },
    // The server says when more polls would find work, and when fewer would do.
    activityTaskPollerBehavior: { type: 'autoscaling' },
    workflowTaskPollerBehavior: { type: 'autoscaling' },
    ...(options.nexusServices && {
      nexusServices: options.nexusServices,
      // Operations are few: one poll waits where nobody calls any.
      nexusTaskPollerBehavior: { type: 'autoscaling', initial: 1, minimum: 1 },
    }),
    maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
    shutdownGraceTime: options.shutdownGraceMs,
    // A chunk of an import reports its progress every second, so that a crash repeats little of it.
    maxHeartbeatThrottleInterval: '1s',
    // After a worker was killed, its runs go to another one after this time.
    stickyQueueScheduleToStartTimeout: '2s',
    ...(build && { workerDeploymentOptions: workerDeploymentOptions(build) }),
    ...(options.tracing && { plugins: [options.tracing.plugin] }),
  });
  return worker;
}
