import { type Armed, arm, armWire } from './arming';
import { type Cell, type Disturbance, isFinal } from './cells';
import { expectOnce } from './expectOnce';
import { ownServer, sharedServer } from './stage/temporalServer';
import type { QuickStages } from './stage/quickStages';
import { openProcessStage, type ProcessStage, type Stage } from './stage/stage';
import { inShort } from './stage/inShort';
import { untilDone } from './untilDone';

/** Long enough to act while a request is held in flight. */
const REQUEST_TIMEOUT_MS = 3_000;
const CELL_LIMIT_MS = 240_000;

/** A cell with one fault on the wire and a worker in this process. */
export async function runWireCell(stages: QuickStages, { disturbances }: Cell): Promise<void> {
  const [disturbance] = disturbances;
  if (disturbance.kind !== 'wire') throw new Error('not a cell of the wire');
  await stages.on((stage) =>
    explained(stage, async () => {
      const armed = armWire(stage, disturbance, 0);
      await stage.start();
      await Promise.all([armed.happen(nothing), untilDone(stage, isFinal(disturbance) ? 1 : 0)]);
      await expectOnce(stage, await untilDone(stage, 0));
    }),
  );
}

/** Any cell, with worker processes, and a server process of its own if a fault kills it. */
export async function runCell(cell: Cell): Promise<void> {
  const killsServer = cell.disturbances.some(({ fault }) => fault === 'killServer');
  const server = killsServer ? await ownServer() : sharedServer();
  try {
    const stage = await openProcessStage(server, REQUEST_TIMEOUT_MS);
    try {
      await explained(stage, () => disturbAndExpectOnce(stage, cell));
    } finally {
      await stage.end();
    }
  } finally {
    await server.end();
  }
}

async function disturbAndExpectOnce(stage: ProcessStage, { disturbances }: Cell): Promise<void> {
  const [first, second] = disturbances;
  const armedFirst = await arm(stage, first, 0);
  let armedSecond: Armed | undefined;
  const prepareSecond = async (after: number) => {
    if (second) armedSecond = await arm(stage, second, after);
  };
  // Nothing shows when a fault on the wire is over: the next fault is prepared beforehand.
  if (first.kind === 'wire') await prepareSecond(isAtSameRequest(first, second) ? 1 : 0);
  await stage.start();
  const faults = async () => {
    const afterFirst = await armedFirst.happen(() => (first.kind === 'wire' ? nothing() : prepareSecond(0)));
    const afterSecond = await armedSecond?.happen(nothing);
    return [afterFirst, afterSecond];
  };
  const newStarts = disturbances.filter(isFinal).length;
  const [afterwards] = await Promise.all([faults(), untilDone(stage, newStarts)]);
  // A reset of the closed run began another one.
  await untilDone(stage, 0);
  for (const goOn of afterwards) await goOn?.();
  await expectOnce(stage, await untilDone(stage, 0));
}

function nothing(): Promise<void> {
  return Promise.resolve();
}

function isAtSameRequest(first: Disturbance, second: Disturbance | undefined): boolean {
  return first.request === second?.request;
}

/** Waits within a limit; a failure reports the state of the stage. */
async function explained(stage: Stage, run: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not ended within ${CELL_LIMIT_MS / 1000} s`)), CELL_LIMIT_MS);
  });
  try {
    await Promise.race([run(), limit]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\n\n${await inShort(stage)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
