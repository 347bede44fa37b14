import { temporal } from '@temporalio/proto';
import { Runtime, type WorkerDeploymentOptions } from '@temporalio/worker';
import type { TemporalConnection } from './connection';
import { isRecent } from './workers';

/** A build of the workers, and how running onboardings behave when another build becomes current. */
export interface WorkerBuild extends BuildName {
  readonly versioning: 'auto-upgrade' | 'pinned';
}

export interface BuildName {
  readonly deployment: string;
  readonly buildId: string;
}

export function workerDeploymentOptions({
  deployment,
  buildId,
  versioning,
}: WorkerBuild): WorkerDeploymentOptions {
  return {
    useWorkerVersioning: true,
    version: { deploymentName: deployment, buildId },
    defaultVersioningBehavior: versioning === 'pinned' ? 'PINNED' : 'AUTO_UPGRADE',
  };
}

type Server = Pick<TemporalConnection, 'connection' | 'namespace'>;

/** Logs a warning if a worker of this build will get no tasks because no build of its task queue is current. */
export async function warnWithoutCurrentBuild(
  server: Server,
  taskQueue: string,
  build: BuildName,
): Promise<void> {
  const { versioningInfo } = await describeQueue(server, taskQueue);
  if (versioningInfo?.currentDeploymentVersion) return;
  Runtime.instance().logger.warn(
    `no build is current on task queue ${taskQueue}: workers with a build get no onboardings before an operator types ${setCurrentCommand(server.namespace, build)}`,
  );
}

/** A build whose workers poll but get no tasks: no build of the queue is current, and every worker has one. */
export async function waitingBuild(server: Server, taskQueue: string): Promise<BuildName | undefined> {
  const { versioningInfo, pollers } = await describeQueue(server, taskQueue);
  if (versioningInfo?.currentDeploymentVersion) return undefined;
  const builds = pollers
    .filter(isRecent)
    .map(({ deploymentOptions: options }) =>
      options?.workerVersioningMode === WORKER_VERSIONING_MODE_VERSIONED
        ? { deployment: options.deploymentName ?? '', buildId: options.buildId ?? '' }
        : undefined,
    );
  return builds.includes(undefined) ? undefined : builds[0];
}

const { WORKER_VERSIONING_MODE_VERSIONED } = temporal.api.enums.v1.WorkerVersioningMode;

/** The operator's command that makes a build current. */
export function setCurrentCommand(namespace: string, { deployment, buildId }: BuildName): string {
  return `temporal worker deployment set-current-version --namespace ${namespace} --deployment-name ${deployment} --build-id ${buildId}`;
}

async function describeQueue({ connection, namespace }: Server, taskQueue: string) {
  return await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  });
}
