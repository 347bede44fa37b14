import { readFile } from 'node:fs/promises';
import type { BundleOptions, WorkerOptions, WorkflowBundleOption } from '@temporalio/worker';
import { FAILURE_CONVERTER } from '../temporal/dataConverter';
import { WORKER_FAILURE_CONVERTER } from '../temporal/workerDataConverter';
import { workflowBundle as ownBundle, workflowBundleSinks } from '../temporal/workflowBundle';
import { type Configuration, refuseSameWorkflows } from './refuseSameWorkflows';
import { PluginConflict } from './pluginConflict';

const OTHERS = require.resolve('../../workflows/others');
const ENTRY = require.resolve('../../workflows/besideOthers');
const COUNT_ENDING = require.resolve('../../workflows/countEnding');
const TRACE = require.resolve('../../workflows/trace');

/** Bundles onboardings together with the workflows of the options, with the interceptors and converters that they need. */
export function withOnboardingWorkflows(options: BundleOptions): BundleOptions {
  const { workflowsPath, workflowInterceptorModules = [], plugins = [], webpackConfigHook } = options;
  // That plugin traces every workflow of the bundle, with the same spans.
  const isTraced = plugins.some(({ name }) => name === 'OpenTelemetryPlugin');
  return {
    ...options,
    workflowsPath: ENTRY,
    workflowInterceptorModules: [...workflowInterceptorModules, ...(isTraced ? [] : [TRACE]), COUNT_ENDING],
    payloadConverterPath:
      options.payloadConverterPath ?? require.resolve('../temporal/workflowPayloadConverter'),
    failureConverterPath: inBundle(options.failureConverterPath),
    webpackConfigHook: (given) => {
      const config = webpackConfigHook?.(given) ?? given;
      return {
        ...config,
        resolve: { ...config.resolve, alias: [...aliasesOf(config), { name: OTHERS, alias: workflowsPath }] },
        plugins: [...(config.plugins ?? []), refuseSameWorkflows(ENTRY)],
      };
    },
  };
}

/** A worker's own failure converter is for Node alone. */
function inBundle(failureConverterPath: string | undefined): string {
  return failureConverterPath === undefined || failureConverterPath === WORKER_FAILURE_CONVERTER
    ? FAILURE_CONVERTER
    : failureConverterPath;
}

/** In the one form to which another one can be added. */
function aliasesOf({ resolve }: Configuration): { name: string; alias: string | false | string[] }[] {
  const { alias = {} } = resolve ?? {};
  if (Array.isArray(alias)) return alias;
  return Object.entries(alias).map(([name, target]) => ({
    name: name.replace(/\$$/, ''),
    alias: target,
    ...(name.endsWith('$') && { onlyModule: true }),
  }));
}

interface WithWorkflows {
  workflowsPath?: string;
  workflowBundle?: WorkflowBundleOption;
  sinks?: WorkerOptions['sinks'];
}

/** A name of a patch, which is in every bundle that contains onboardings. */
const IN_ONBOARDINGS = 'second-argument-is-checked';

/**
 * The options with the workflows of onboardings: a bundle that contains them, or the path of others, which the bundler
 * joins with them. Without either, the worker has only those of onboardings.
 * @throws PluginConflict if there is a bundle without them
 */
export async function bundleWithOnboardings<Options extends WithWorkflows>(
  options: Options,
): Promise<Options & WithWorkflows> {
  const { workflowBundle, workflowsPath } = options;
  const sinks = { ...workflowBundleSinks, ...options.sinks };
  if (workflowBundle && !(await codeOf(workflowBundle)).includes(IN_ONBOARDINGS)) {
    throw new PluginConflict(
      'workflowBundle does not contain the workflows of onboardings; ' +
        'bundle with bundleWorkflowCode({ workflowsPath, plugins: [onboardingPlugin()] }), or pass workflowsPath instead',
    );
  }
  if (workflowBundle || workflowsPath !== undefined) return { ...options, sinks };
  return { ...options, sinks, workflowBundle: ownBundle };
}

async function codeOf(bundle: WorkflowBundleOption): Promise<string> {
  return 'code' in bundle ? bundle.code : await readFile(bundle.codePath, 'utf8');
}
