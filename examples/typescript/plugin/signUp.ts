/** A worker of your own that also does onboardings: npx tsx signUp.ts john-doe.json */
import { readFile } from 'node:fs/promises';
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker } from '@temporalio/worker';
import { onboardingPlugin } from 'commerce-onboarding/plugin';
import * as activities from './activities';
import type { signUp } from './workflows';

async function main(file: string): Promise<void> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  // The worker and the client get the plugin from the connection.
  const connection = await NativeConnection.connect({ ...connectionOptions, plugins: [onboardingPlugin()] });
  const taskQueue = process.env['ONBOARDING_TASK_QUEUE'] ?? 'customer-onboarding';
  try {
    const workflowsPath = require.resolve('./workflows');
    const worker = await Worker.create({ connection, namespace, taskQueue, workflowsPath, activities });
    const client = new Client({ connection, namespace });
    const input: unknown = JSON.parse(await readFile(file, 'utf8'));
    const signedUp = client.workflow.execute<typeof signUp>('signUp', {
      args: [input as Parameters<typeof signUp>[0]],
      taskQueue,
      workflowId: `sign-up-${Date.now()}`,
    });
    process.stdout.write(JSON.stringify(await worker.runUntil(signedUp)));
  } finally {
    await connection.close();
  }
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    process.stderr.write(`${cause.message}\n`);
  process.exitCode = 1;
});
