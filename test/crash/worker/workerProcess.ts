import { createLogger, installRuntime } from '../../../src/temporal/logging';
import { HoldingPace } from './holdingPace';
import type { FromWorker, ToWorker, WorkerOptions } from './messages';
import { startWorker } from './startWorker';

/**
 * A worker that the crash matrix kills and stops: its only argument contains the options, and commands come by IPC.
 */
async function main(options: WorkerOptions): Promise<void> {
  installRuntime(createLogger('fatal'));
  const tell = (message: FromWorker) => void process.send?.(message);
  const pace = new HoldingPace(tell);
  // The test that started it has ended.
  process.on('disconnect', () => process.exit());
  const worker = await startWorker(options, pace);
  process.on('message', (message: ToWorker) => {
    if (message.type === 'hold') pace.arm(message.point);
    else if (message.type === 'goOn') pace.goOn(message.id);
    else void worker.stop().then(() => tell({ type: 'drained' }));
  });
  tell({ type: 'ready' });
}

main(JSON.parse(process.argv[2] ?? '{}') as WorkerOptions).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
