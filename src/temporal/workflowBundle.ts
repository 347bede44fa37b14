import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenTelemetrySinks } from '@temporalio/interceptors-opentelemetry-v2';
import type { InjectedSinks, WorkflowBundleOption } from '@temporalio/worker';

/** Our package's folder: two levels up from a source file, three from its compiled form in `dist/`. */
const packageFolder = [join(__dirname, '../..'), join(__dirname, '../../..')].find((folder) =>
  existsSync(join(folder, 'package.json')),
);

/** The workflows as `npm run build` bundles them, which saves a worker the second that bundling takes. */
export const workflowBundle = {
  codePath: join(packageFolder ?? __dirname, 'dist/workflow-bundle.js'),
} satisfies WorkflowBundleOption;

/**
 * What every worker and replay of the bundle registers. The bundle traces always, since that decides what a history
 * holds; without a taker for its spans a worker logs an error for each. The plugin of `tracing.ts` takes their place.
 */
export const workflowBundleSinks: InjectedSinks<OpenTelemetrySinks> = {
  exporter: { export: { fn: () => undefined } },
};
