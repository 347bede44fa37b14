import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { folderWith } from '../cli/onboard';
import { freePort } from '../setup/freePort';

/** Debian's Prometheus, which reads the metrics of one worker each second. */
export interface Prometheus {
  /** The number of series that a query finds. @throws if Prometheus refuses the query */
  count(query: string): Promise<number>;
}

const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** @param url of the worker's monitoring endpoint */
export async function startPrometheus(url: string): Promise<Prometheus> {
  const folder = await folderWith();
  const config = {
    global: { scrape_interval: '1s' },
    scrape_configs: [{ job_name: 'worker', static_configs: [{ targets: [new URL(url).host] }] }],
  };
  // JSON is YAML.
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    ['--config.file=prometheus.yml', '--storage.tsdb.path=data', `--web.listen-address=${address}`],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  running.push(child);
  await untilReady(child);
  return { count: (query) => count(address, query) };
}

async function untilReady(child: ChildProcess): Promise<void> {
  const lines: string[] = [];
  child.once('error', (error) => lines.push(error.message));
  for await (const line of createInterface({ input: child.stderr! })) {
    lines.push(line);
    if (line.includes('ready to receive web requests')) {
      child.stderr!.resume();
      return;
    }
  }
  throw new Error(`Prometheus ended before it was ready:\n${lines.join('\n')}`);
}

async function count(address: string, query: string): Promise<number> {
  const response = await fetch(`http://${address}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
  const answer = (await response.json()) as
    { status: 'success'; data: { result: unknown[] } } | { status: 'error'; error: string };
  if (answer.status === 'error') throw new Error(`${query}: ${answer.error}`);
  return answer.data.result.length;
}
