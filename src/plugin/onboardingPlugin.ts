import type { ClientOptions, ClientPlugin } from '@temporalio/client';
import { SimplePlugin } from '@temporalio/plugin';
import {
  type ActivityInterceptorsFactory,
  type BundleOptions,
  type BundlerPlugin,
  NativeConnection,
  type ReplayWorkerOptions,
  Runtime,
  type Worker,
  type WorkerOptions,
  type WorkerPlugin,
} from '@temporalio/worker';
import { version as sdkVersion } from '@temporalio/worker/package.json';
import { createActivities } from '../../activities';
import { connectCommerce } from '../commerce';
import { commerceWarnings } from '../commerce/commerceWarnings';
import { subscribersOf } from '../events';
import { serveCustomerOnboarding } from '../nexus';
import { type Environment, loadEnvironment, readTenant, readWorker } from '../settings';
import { readTogether } from '../settings/readTogether';
import { timeSteps } from '../temporal/metrics/timeSteps';
import { ensureSearchAttributes } from '../temporal/searchAttributes';
import { bundleWithOnboardings, withOnboardingWorkflows } from './bundle';
import { createChildActivities } from './childActivities';
import { clientDataConverter, type PluginEncryption, workerDataConverter } from './dataConverter';
import { PluginConflict } from './pluginConflict';
import { isMadeForDeliveries, WorkerService } from './workerService';

export interface OnboardingPluginOptions {
  /**
   * The settings of docs/reference/settings.md, by name. Default: the environment of the process and the `.env` of the
   * current folder, read when a worker or client is created.
   */
  environment?: Environment;
  /**
   * What encrypts payloads. Default `onboarding`: the keys of ONBOARDING_ENCRYPTION_KEYS encrypt those of all workflows
   * of the worker. `own`: the payload codecs of the worker or client do. Then only programs with these codecs can start
   * onboardings and read results.
   */
  encryption?: PluginEncryption;
}

const NAME = 'commerce-onboarding';

export type OnboardingPlugin = Required<Pick<WorkerPlugin, 'name' | 'configureReplayWorker' | 'runWorker'>> &
  WorkerPlugin &
  Required<ClientPlugin> &
  Required<BundlerPlugin>;

/**
 * Adds onboardings to a worker of your own: the workflows and activities, the interceptors, the data converter, with
 * ONBOARDING_NEXUS the Nexus service, with ONBOARDING_EVENTS_FILE the delivery of events, and the search attributes, which
 * it registers. Pass it as `plugins` to the worker; to the bundler if you bundle in advance; to clients that start
 * onboardings; and to replays of your histories.
 *
 * `Worker.create` then also throws PluginConflict if its options exclude onboardings; SettingsError; ServiceUnreachable
 * if the search attributes do not exist and cannot be registered.
 */
export function onboardingPlugin(options: OnboardingPluginOptions = {}): OnboardingPlugin {
  // Nothing is a member of the returned object: the SDK logs plugins with the options of a worker.
  const readEnvironment = () => options.environment ?? loadEnvironment();
  const encryption = options.encryption ?? 'onboarding';
  /** Of each worker, by its activities, because a worker does not know the options that it was created from. */
  const services = new WeakMap<object, WorkerService>();

  return {
    name: NAME,

    configureClient(client: ClientOptions): ClientOptions {
      return { ...client, dataConverter: clientDataConverter(client, readEnvironment(), encryption) };
    },

    configureBundler(bundle: BundleOptions): BundleOptions {
      return withOnboardingWorkflows(bundle);
    },

    async configureReplayWorker(replay: ReplayWorkerOptions): Promise<ReplayWorkerOptions> {
      const dataConverter = workerDataConverter(replay, readEnvironment(), encryption);
      return await bundleWithOnboardings({ ...replay, dataConverter });
    },

    async configureWorker(worker: WorkerOptions): Promise<WorkerOptions> {
      if (isMadeForDeliveries()) return worker;
      assertOnce(worker);
      assertSameSdk(worker);
      const { tenant, settings, dataConverter } = readTogether(readEnvironment(), {
        tenant: { read: readTenant },
        settings: { read: readWorker },
        dataConverter: { read: (environment) => workerDataConverter(worker, environment, encryption) },
      });
      const service = new WorkerService(
        connectCommerce({
          ...tenant,
          ...settings,
          ...commerceWarnings((message) => void Runtime.instance().logger.warn(message)),
        }),
        {
          endpoints: settings.events,
          proxy: tenant.proxy,
          dataConverter,
          restEndpoint: tenant.restEndpoint,
        },
      );
      const { restEndpoint } = tenant;
      const subscribers = subscribersOf(settings.events, { restEndpoint, taskQueue: worker.taskQueue });
      const steps = createActivities(service.commerce, { ...settings, restEndpoint, subscribers }, service);
      for (const step of Object.values(steps) as object[]) services.set(step, service);
      const activities = { ...steps, ...createChildActivities(restEndpoint) };
      assertNotTaken(worker.activities, activities);
      const bundled = await bundleWithOnboardings({ ...worker, dataConverter });
      await registerSearchAttributes(worker);
      const merged = new SimplePlugin({
        name: NAME,
        activities,
        workerInterceptors: { activity: [only(Object.keys(steps), timeSteps)] },
        ...(settings.nexus && { nexusServices: [serveCustomerOnboarding({ restEndpoint })] }),
      }).configureWorker(bundled);
      return { shutdownGraceTime: settings.shutdownGraceMs, ...merged };
    },

    async runWorker(worker: Worker, next: (worker: Worker) => Promise<void>): Promise<void> {
      const service = services.get(worker.options.activities.get('getToken') ?? {});
      await (service ? service.during(worker, () => next(worker)) : next(worker));
    },
  };
}

/** A worker has the plugins of its connection too. @throws PluginConflict */
function assertOnce({ plugins = [] }: WorkerOptions): void {
  if (plugins.filter(({ name }) => name === NAME).length < 2) return;
  throw new PluginConflict(
    'the worker has onboardingPlugin() twice; pass it to its connection or to the worker alone',
  );
}

/** Our activities find the running attempt through the SDK, which two copies of it would not share. @throws PluginConflict */
function assertSameSdk({ connection }: WorkerOptions): void {
  if (connection === undefined || connection instanceof NativeConnection) return;
  throw new PluginConflict(
    "the worker's connection comes from another copy of @temporalio/worker than that of commerce-onboarding; " +
      `install all packages of @temporalio in version ${sdkVersion}`,
  );
}

/** @throws PluginConflict */
function assertNotTaken(given: object | undefined, added: object): void {
  const taken = Object.keys(given ?? {}).filter((name) => name in added);
  if (taken.length === 0) return;
  throw new PluginConflict(
    `activities has ${taken.join(', ')}, which is the name of an activity of onboardings; give yours another name`,
  );
}

/** A worker without a connection makes one to the SDK's default address when it has its options. */
async function registerSearchAttributes({ connection, namespace = 'default' }: WorkerOptions): Promise<void> {
  const used = connection ?? (await NativeConnection.connect());
  try {
    await ensureSearchAttributes({ connection: used, namespace });
  } finally {
    if (!connection) await used.close();
  }
}

/** The interceptor for the activities of these names only. */
function only(
  names: readonly string[],
  interceptors: ActivityInterceptorsFactory,
): ActivityInterceptorsFactory {
  return (context) => (names.includes(context.info.activityType) ? interceptors(context) : {});
}
