import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyToJSON } from '../../src/temporal/privateSdk';
import { buildWorkflowBundle } from '../../src/temporal/buildBundle';
import { useEmbeddedServer } from '../../src/embeddedServer';
import { createLogger, installRuntime } from '../../src/temporal/logging';
import { ENDINGS } from './endings';
import { withStage } from './stage';

const GIVE_UP_AFTER_MS = 60_000;

/** Records the named endings, or all of them, with the current workflows: `npm run histories`. */
async function recordHistories(names: readonly string[]): Promise<void> {
  installRuntime(createLogger('silent'));
  await buildWorkflowBundle();
  const home = await mkdtemp(join(tmpdir(), 'onboarding-histories-'));
  const program = process.env['ONBOARDING_TEMPORAL_CLI'];
  const server = await useEmbeddedServer({ home, log: say, ...(program && { program }) });
  try {
    for (const name of names) await record(name, server.address);
  } finally {
    await server.release();
    await rm(home, { recursive: true, force: true });
  }
}

async function record(name: string, address: string): Promise<void> {
  const ending = ENDINGS[name];
  if (!ending) throw new Error(`${name} is no ending; they are ${Object.keys(ENDINGS).join(', ')}`);
  const { giveUpAfterMs = GIVE_UP_AFTER_MS } = ending;
  const history = await withStage({ address, taskQueue: `record-${name}`, giveUpAfterMs }, async (stage) => {
    const workflowId = await ending.bringAbout(stage);
    return await stage.temporal.client.workflow.getHandle(workflowId).fetchHistory();
  });
  await writeFile(join(__dirname, `${name}.json`), `${historyToJSON(history)}\n`);
  say(`recorded ${name}`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const named = process.argv.slice(2);
recordHistories(named.length > 0 ? named : Object.keys(ENDINGS)).catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
