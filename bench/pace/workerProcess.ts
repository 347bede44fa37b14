import { readAllSettings } from '#product/cli/terminal/problems';
import { serveQueue } from '#product/cli/worker/serveQueue';
import type { Environment } from '#product/settings/index';

/** A process that does what `onboard worker` does, from its environment alone, until it is asked to stop. */
async function main(environment: Environment): Promise<void> {
  const interruption = new AbortController();
  process.once('SIGTERM', () => interruption.abort());
  await serveQueue({
    environment,
    settings: await readAllSettings(environment),
    interruption: interruption.signal,
  });
}

void main(Object.fromEntries(Object.entries(process.env).map(([name, value = '']) => [name, value])));
