import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundle } from '@temporalio/worker';
import { workflowBundle } from './workflowBundle';

/** Bundles the workflows next to this file, compiled or as source, to where workers load them. */
export async function buildWorkflowBundle(): Promise<void> {
  const { code } = await bundleWorkflows(require.resolve('../../workflows'));
  await mkdir(dirname(workflowBundle.codePath), { recursive: true });
  await replaceFile(workflowBundle.codePath, code);
}

/**
 * The bundle decides the content of histories, and whether they replay. So it always contains the interceptors and the
 * converters.
 */
export async function bundleWorkflows(workflowsPath: string): Promise<WorkflowBundle> {
  return await bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [
      require.resolve('../../workflows/trace'),
      require.resolve('../../workflows/countEnding'),
    ],
    failureConverterPath: require.resolve('./failureConverter'),
    payloadConverterPath: require.resolve('./workflowPayloadConverter'),
    logger: new DefaultLogger('WARN'),
    // Stack traces have line numbers without the sources, which are half of the bundle.
    webpackConfigHook: (config) => ({ ...config, devtool: 'inline-nosources-source-map' }),
  });
}

/** A concurrent reader gets either the complete old file or the complete new one. */
async function replaceFile(path: string, content: string): Promise<void> {
  const aside = join(dirname(path), `.workflow-bundle-${process.pid}.js`);
  await writeFile(aside, content);
  await rename(aside, path);
}

if (require.main === module) {
  buildWorkflowBundle().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  });
}
