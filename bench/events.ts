import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Caller, openCaller } from './contenders/caller';
import { measure } from './measuring/load';
import { ratioInRounds, spreadOf } from './measuring/statistics';
import { startOnboardWorker, surroundingsOf } from './stage/onboardWorker';
import type { Stage } from './stage/stage';
import { atLeast, rounded, type ScenarioOptions, type ScenarioResult } from './verdict';

const AT_ONCE = 20;
const MEASURED_MS = 20_000;
const ROUNDS = 5;
const LEAST_RATIO = 0.95;

/** `down`: nothing listens. `slow`: each answer takes longer than an event may wait for it. */
const RECEIVERS = ['well', 'slow', 'down'] as const;
type ReceiverName = (typeof RECEIVERS)[number];

/** What events cost the onboardings themselves, with Commerce's latency as measured. */
export async function run({ quick, say, stage: openStage }: ScenarioOptions): Promise<ScenarioResult> {
  const stage = await openStage();
  const receivers = await startReceivers();
  const without = await openPlace(stage);
  const withEvents = await Promise.all(
    RECEIVERS.map(async (name) => ({
      name,
      rates: [] as number[],
      place: await openPlace(stage, await eventsFile(stage, name, receivers.ports[name])),
    })),
  );
  const load = {
    atOnce: quick ? 2 : AT_ONCE,
    durationMs: quick ? 0 : MEASURED_MS,
    callersBeginOverMs: 2_000,
  };
  const ratesWithout: number[] = [];
  try {
    for (let round = 1; round <= (quick ? 1 : ROUNDS); round += 1) {
      say(`events, round ${round}`);
      await stage.clearTenants();
      ratesWithout.push((await measure(without.caller, load)).perSecond);
      for (const { rates, place } of withEvents) rates.push((await measure(place.caller, load)).perSecond);
    }
  } finally {
    await Promise.all([without, ...withEvents.map(({ place }) => place)].map((place) => place.close()));
    receivers.close();
  }
  return {
    name: 'events',
    verdicts: quick
      ? []
      : withEvents.map(({ name, rates }) =>
          atLeast(
            {
              what: `Onboardings with events to a receiver that is ${name}, of those without`,
              limit: LEAST_RATIO,
            },
            ratioInRounds(rates, ratesWithout),
          ),
        ),
    figures: [
      {
        title: `${AT_ONCE} at once, one worker`,
        columns: ['receiver', 'onboardings a second'],
        rows: [
          ['no events', rounded(spreadOf(ratesWithout).value)],
          ...withEvents.map(({ name, rates }) => [name, rounded(spreadOf(rates).value)]),
        ],
      },
    ],
  };
}

interface Place {
  readonly caller: Caller;
  close(): Promise<void>;
}

async function openPlace(stage: Stage, file?: string): Promise<Place> {
  const place = { stage, latency: 'measured', taskQueue: `events-${randomUUID()}` } as const;
  const worker = await startOnboardWorker({ ...place, ...(file !== undefined && { eventsFile: file }) });
  const caller = await openCaller(surroundingsOf(place), place.taskQueue);
  return {
    caller,
    close: async () => {
      await worker.stop();
      await caller.close();
    },
  };
}

async function startReceivers(): Promise<{ ports: Record<ReceiverName, number>; close(): void }> {
  const well = createServer((request, response) =>
    request.resume().on('end', () => response.writeHead(204).end()),
  );
  const slow = createServer((request) => request.resume());
  const ports = { well: await listen(well), slow: await listen(slow), down: 1 };
  return {
    ports,
    close: () => {
      for (const server of [well, slow]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function eventsFile({ folder }: Stage, name: string, port: number): Promise<string> {
  const secret = join(folder, 'events.secret');
  await writeFile(secret, `whsec_${Buffer.alloc(32, 1).toString('base64')}`);
  const file = join(folder, `events-${name}.json`);
  const endpoint = { name, url: `http://127.0.0.1:${port}/`, secretFiles: [secret] };
  await writeFile(file, JSON.stringify({ endpoints: [endpoint] }));
  return file;
}
