/** A worker in a namespace of your own that calls onboardings through Nexus: npx tsx signUp.ts john-doe.json */
import { readFile } from 'node:fs/promises';
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker } from '@temporalio/worker';
import { onboardingDataConverter } from 'commerce-onboarding/client';
import type { signUp } from './workflows';

async function main(file: string): Promise<void> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  // The workers of onboardings encrypt what they return.
  const options = { connection, namespace, dataConverter: onboardingDataConverter() };
  const endpoint = process.env['NEXUS_ENDPOINT'] ?? 'customer-onboarding';
  try {
    const workflowsPath = require.resolve('./workflows');
    const worker = await Worker.create({ ...options, taskQueue: 'sign-ups', workflowsPath });
    const input: unknown = JSON.parse(await readFile(file, 'utf8'));
    const signedUp = new Client(options).workflow.execute<typeof signUp>('signUp', {
      args: [endpoint, input as Parameters<typeof signUp>[1]],
      taskQueue: 'sign-ups',
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
