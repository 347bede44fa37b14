import { outcomeOf } from '../../src/onboardings/outcome';
import { somebody } from '../setup/people';
import { setStage } from '../setup/stage';

jest.setTimeout(60_000);

const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** Moves the wall clock of this process, and so of the worker; the clock runs on, and timers are not affected. */
function setClock(aheadMs: number): void {
  jest.useFakeTimers({ now: Date.now() + aheadMs, advanceTimers: true, doNotFake: [...ALL_BUT_THE_CLOCK] });
}

const ALL_BUT_THE_CLOCK = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'cancelIdleCallback',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

afterEach(() => {
  jest.useRealTimers();
});

describe.each([0, 45_000, -45_000, DAY_MS, -DAY_MS])('a worker whose clock is %d ms ahead', (aheadMs) => {
  test("recognizes its own customer after a lost answer, and leaves a stranger's unchanged", async () => {
    const stage = await setStage();
    const [own, stranger] = [somebody(), somebody()];
    setClock(aheadMs);
    const minutesAgo = new Date(Date.now() - 5 * MINUTE_MS).toISOString().slice(0, 19).replace('T', ' ');
    stage.sandbox.addCustomer({ ...stranger, created_at: minutesAgo });
    stage.sandbox.fail({ on: 'create', what: { kind: 'reset', made: true }, calls: [1] });
    stage.sandbox.fail({ on: 'create', what: { kind: 'reset', made: false }, calls: [2] });
    const recovered = await outcomeOf(await stage.start({ customer: own }));
    expect(recovered).toMatchObject({ status: 'done', result: { recovered: true, customerId: 2 } });
    const refused = await outcomeOf(await stage.start({ customer: stranger }));
    expect(refused).toMatchObject({ failure: { type: 'CustomerAlreadyExists', customerId: 1 } });
  });
});
