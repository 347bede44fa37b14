import type { Contender, ContenderModule, Surroundings } from './contender';
import { type BulkLoad, type Load, measure, measureBulk } from '../measuring/load';

/** What a contender's process tells the bench. */
export type HostMessage =
  { readonly kind: 'ready' } | { readonly kind: 'measured'; readonly performance: unknown };

/** The process of one contender: opens it, and measures it each time that it is asked to. */
async function main([file = '', surroundings = '']: readonly string[]): Promise<void> {
  const module = (await import(file)) as ContenderModule;
  const contender = await module.open(JSON.parse(surroundings) as Surroundings);
  process.on('message', (load: Load | BulkLoad) => void answer(contender, load).catch(fail));
  process.once('disconnect', () => void contender.close().then(() => process.exit(0), fail));
  send({ kind: 'ready' });
}

async function answer(contender: Contender, load: Load | BulkLoad): Promise<void> {
  const measured = 'onboardings' in load ? measureBulk(contender, load) : measure(contender, load);
  send({ kind: 'measured', performance: await measured });
}

function send(message: HostMessage): void {
  process.send?.(message);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

main(process.argv.slice(2)).catch(fail);
