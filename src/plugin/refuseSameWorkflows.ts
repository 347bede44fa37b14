import type { BundleOptions } from '@temporalio/worker';
import { PluginConflict } from './pluginConflict';

export type Configuration = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];
type WebpackPlugin = Extract<NonNullable<Configuration['plugins']>[number], { apply: unknown }>;

const NAME = 'commerce-onboarding';

/**
 * Fails the bundling if two of the modules that the entry exports have a workflow of the same name, of which one would
 * silently never run.
 */
export function refuseSameWorkflows(entry: string): WebpackPlugin {
  return {
    apply: (compiler) => {
      compiler.hooks.thisCompilation.tap(NAME, ({ hooks, moduleGraph }) => {
        // After webpack's own analysis of exports.
        hooks.finishModules.tapPromise({ name: NAME, stage: 1_000 }, async (modules) => {
          const found = [...modules].find((module) => 'resource' in module && module.resource === entry);
          await Promise.resolve();
          if (!found) return;
          const exporting = new Set(
            [...moduleGraph.getOutgoingConnections(found)].map(({ module }) => module),
          );
          const names = [...exporting].flatMap((module) => {
            const exported = moduleGraph.getProvidedExports(module);
            return Array.isArray(exported)
              ? exported.filter((name) => name !== 'default' && name !== '__esModule')
              : [];
          });
          const same = names.filter((name, index) => names.indexOf(name) < index);
          if (same.length === 0) return;
          throw new PluginConflict(
            `workflowsPath exports ${same.join(', ')}, which is the name of a workflow of onboardings; give yours another name`,
          );
        });
      });
    },
  };
}
