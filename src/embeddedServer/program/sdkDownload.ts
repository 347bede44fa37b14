import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { DOWNLOADED_VERSION } from './programVersion';
import { runCommand } from './runCommand';
import type { DownloadOutcome } from './source';

/** The SDK's name for the downloaded file. */
const FILE_NAME = `temporal-v${DOWNLOADED_VERSION}${process.platform === 'win32' ? '.exe' : ''}`;

const SILENCE_LIMIT_MS = 20_000;
const LIMIT_MS = 600_000;
const POLL_MS = 500;

/**
 * The SDK downloads the CLI only to start it, so this script starts and stops it once. A separate process can be killed
 * if nothing answers, and leaves the SDK's runtime of this process for the worker to install.
 */
const SCRIPT = `
const [worker, downloadDir, version] = process.argv.slice(1);
const { Runtime } = require(worker);
async function download() {
  const runtime = Runtime.instance();
  const server = await runtime.createEphemeralServer({
    type: 'dev-server',
    exe: { type: 'cached-download', downloadDir, version, ttl: 86400000, sdkName: 'sdk-typescript', sdkVersion: '' },
    namespace: 'default', ip: '127.0.0.1', port: null, ui: false, uiPort: null, dbFilename: null,
    log: { format: 'pretty', level: 'error' }, extraArgs: [],
  });
  await runtime.shutdownEphemeralServer(server);
}
download().then(() => process.exit(0), (error) => {
  console.error(error.message.replace(/\\s+/g, ' '));
  process.exit(1);
});
`;

/** Downloads the CLI with the Temporal SDK. Gives up if nothing arrives for 20 s. */
export async function downloadWithSdk(
  folder: string,
  environment: NodeJS.ProcessEnv,
  silenceLimitMs = SILENCE_LIMIT_MS,
): Promise<DownloadOutcome> {
  const silence = watchSilence(folder, silenceLimitMs);
  const outcome = await runCommand({
    command: process.execPath,
    args: ['-e', SCRIPT, require.resolve('@temporalio/worker'), folder, `v${DOWNLOADED_VERSION}`],
    folder,
    task: 'download',
    environment,
    limitMs: LIMIT_MS,
    signal: silence.signal,
  });
  silence.stop();
  switch (outcome.kind) {
    case 'done':
      return { kind: 'found', path: path.join(folder, FILE_NAME) };
    case 'ended':
      return { kind: 'unusable', reason: `temporal.download sent nothing for ${silenceLimitMs / 1000} s` };
    case 'notRun':
    case 'failed':
      return { kind: 'unusable', reason: withoutRepeats(outcome.reason) };
  }
}

/** A signal that aborts once nothing has been written to the folder for this time. */
function watchSilence(folder: string, limitMs: number): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  let size = 0;
  let grownAt = Date.now();
  const look = async () => {
    const now = await sizeOf(folder);
    if (now !== size) grownAt = Date.now();
    size = now;
    if (Date.now() - grownAt > limitMs) controller.abort();
  };
  const timer = setInterval(() => void look(), Math.min(POLL_MS, limitMs));
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(path.join(folder, name)).then(
        (stats) => stats.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The SDK's messages are chains of causes with repetitions. */
function withoutRepeats(chain: string): string {
  return [...new Set(chain.split(': '))].join(': ');
}
