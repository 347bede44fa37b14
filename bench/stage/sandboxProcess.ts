import { type LatencyMs, startSandbox } from '#product/sandbox/index';
import type { Tenants } from './sandbox';

const SHORT: LatencyMs = { createMs: 20, refusedMs: 20, updateMs: 20, lookUpMs: 20, tokenMs: 20 };

/** Prints where its tenants are, and serves them until it is ended. */
async function main(): Promise<void> {
  const none = await startSandbox({ latency: 'none' });
  const short = await startSandbox({ latency: SHORT });
  const measured = await startSandbox({ latency: 'measured' });
  const few = await startSandbox({ latency: 'measured', atOnce: 4 });
  const tenants: Tenants = {
    none: none.settings,
    '20 ms': short.settings,
    measured: measured.settings,
    'measured, 4 at once': few.settings,
  };
  process.stdout.write(`${JSON.stringify(tenants)}\n`);
}

void main();
