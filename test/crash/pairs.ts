import { seededRandom } from '../../src/sandbox/random';
import {
  type Cell,
  cellOf,
  type Disturbance,
  processDisturbances,
  REQUESTS,
  type WireDisturbance,
  wireDisturbances,
} from './cells';
import { isCarriedOut } from './wireFaults';

/**
 * Draws pairs of faults that can both happen in one onboarding, each pair once. The same seed draws the same pairs.
 */
export function drawPairs(count: number, seed: number): Cell[] {
  const random = seededRandom(seed);
  const drawn = new Map<string, Cell>();
  const one = () => EVERY_DISTURBANCE[Math.floor(random() * EVERY_DISTURBANCE.length)]!;
  while (drawn.size < count) {
    const cell = cellOf(...inOrder(one(), one()));
    if (canBothHappen(...(cell.disturbances as Pair))) drawn.set(cell.name, cell);
  }
  return [...drawn.values()];
}

/** The cell with this name, such as `create/lose` or `token/late+create@sent/killWorker`. */
export function cellNamed(name: string): Cell | undefined {
  const found = name.split('+').map((part) => EVERY_DISTURBANCE.find((one) => cellOf(one).name === part));
  const [first, second, more] = found;
  if (!first || more || (found.length === 2 && !second)) return undefined;
  return second ? cellOf(first, second) : cellOf(first);
}

type Pair = readonly [Disturbance, Disturbance];

const EVERY_DISTURBANCE: readonly Disturbance[] = [
  ...[...REQUESTS, 'lookUp' as const].flatMap((request) => wireDisturbances(request)),
  ...processDisturbances(),
];

/** A look-up belongs to the creation, and only follows a fault there. */
const ORDER = ['token', 'create', 'lookUp', 'update'] as const;

function inOrder(one: Disturbance, other: Disturbance): Pair {
  return ORDER.indexOf(one.request) <= ORDER.indexOf(other.request) ? [one, other] : [other, one];
}

/** Whether the onboarding certainly reaches the second fault after the first. */
function canBothHappen(first: Disturbance, second: Disturbance): boolean {
  if (first.request === 'lookUp') return false;
  if (second.request === 'lookUp') return first.request === 'create' && leadsToLookUp(first);
  if (first.request !== second.request) return true;
  return isSentAgain(first, second.kind === 'wire' ? 'any' : second.boundary);
}

/** A later attempt searches first. After a 401 the same attempt sends again, and only searches if that is refused. */
function leadsToLookUp(first: Disturbance): boolean {
  if (first.kind === 'wire') return first.fault !== 'http401';
  return hasFurtherAttempt(first);
}

/** Whether the request of the first fault is sent once more. */
function isSentAgain(first: Disturbance, boundary: string): boolean {
  // A worker that has a token, or is requesting one, does not request another.
  if (first.request === 'token') return first.kind === 'wire';
  if (first.request === 'update' && boundary === 'reported') return false;
  return !isFoundDone(first) && (first.kind === 'wire' || hasFurtherAttempt(first));
}

/**
 * Commerce has carried out the request: a later attempt searches first, finds the result, and does not send again.
 */
function isFoundDone(first: Disturbance): boolean {
  if (first.kind === 'process') return first.boundary !== 'before';
  return isCarriedOut(first.fault) && first.fault !== 'http401Made';
}

/**
 * Whether another attempt at the step begins: when the server is killed or an activity is reset, the first one stays
 * alive.
 */
function hasFurtherAttempt(first: Exclude<Disturbance, WireDisturbance>): boolean {
  if (first.boundary === 'reported') return first.fault === 'resetRun' || first.fault === 'resetRunToCreate';
  return first.fault !== 'killServer' && first.fault !== 'resetActivity';
}
