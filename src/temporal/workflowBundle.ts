import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenTelemetrySinks } from '@temporalio/interceptors-opentelemetry-v2';
import type { InjectedSinks, WorkflowBundleOption } from '@temporalio/worker';

/** Our package's folder: two levels up from a source file, three from its compiled form in `dist/`. */
const packageFolder = [join(__dirname, '../..'), join(__dirname, '../../..')].find((folder) =>
  existsSync(join(folder, 'package.json')),
);

/** The bundle of `npm run build`, which saves a worker the second that bundling takes. */
export const workflowBundle = {
  codePath: join(packageFolder ?? __dirname, 'dist/workflow-bundle.js'),
} satisfies WorkflowBundleOption;

/**
 * Sinks for every worker and replay of the bundle. The bundle always traces, because tracing affects histories, and a
 * worker logs an error for each span without a sink. The plugin of `tracing.ts` replaces them.
 */
export const workflowBundleSinks: InjectedSinks<OpenTelemetrySinks> = {
  exporter: { export: { fn: () => undefined } },
};
