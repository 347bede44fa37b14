import type { RequestRecord } from '../../src/sandbox';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';

const HELD_FOR_S = 3;
/** Of 60; the worker that is held back takes ten, and one for each of its polls at the start. */
const DONE_ELSEWHERE = 40;

function toCommerce({ sandbox }: Stage): RequestRecord[] {
  return sandbox.requests().filter(({ kind }) => kind !== 'token');
}

function holdAtFirstCreate({ sandbox }: Stage, seconds: number): void {
  const headers = { 'retry-after': String(seconds) };
  sandbox.fail({ on: 'create', what: { kind: 'status', status: 429, made: false, headers }, count: 1 });
}

test('after a Retry-After the process sends nothing before that time, for any onboarding, and none fails', async () => {
  const stage = await setStage();
  holdAtFirstCreate(stage, HELD_FOR_S);
  const first = await stage.start({ customer: somebody() });
  await stage.sandbox.nextRequest('create');
  const others = await Promise.all([1, 2, 3].map(() => stage.start({ customer: somebody() })));
  await Promise.all([first, ...others].map((handle) => handle.result()));
  const [refused, next] = toCommerce(stage);
  expect(next!.at - refused!.at).toBeGreaterThanOrEqual(HELD_FOR_S * 1_000);
  expect(stage.sandbox.mails()).toHaveLength(4);
});

test('a stopping worker returns what waits for its turn, and another one does it', async () => {
  const stage = await setStage({ workers: 0 });
  const held = await stage.addWorker({ worker: { shutdownGraceMs: 60_000 } });
  holdAtFirstCreate(stage, 600);
  await stage.start({ customer: somebody() });
  await stage.sandbox.nextRequest('create');
  const waiting = await stage.start({ customer: somebody({ firstname: 'Waiting' }) });
  await untilItsStepRuns(stage, waiting.workflowId);
  await held.stop();
  await stage.addWorker();
  await waiting.result();
  expect(stage.sandbox.customers()).toMatchObject([{ firstname: 'Waiting' }]);
});

test('a worker whose requests are held back leaves onboardings to the others', async () => {
  const stage = await setStage({ workers: 0 });
  await stage.addWorker();
  holdAtFirstCreate(stage, 600);
  await stage.start({ customer: somebody() });
  await stage.sandbox.nextRequest('create');
  await stage.addWorker();
  const started = await Promise.all(Array.from({ length: 60 }, () => stage.start({ customer: somebody() })));
  let done = 0;
  const enough = new Promise<void>((resolve) => {
    for (const handle of started) {
      handle.result().then(
        () => (done += 1) === DONE_ELSEWHERE && resolve(),
        // Those of the worker that is held back end with the test.
        () => undefined,
      );
    }
  });
  await enough;
  expect(stage.sandbox.customers().length).toBeGreaterThanOrEqual(DONE_ELSEWHERE);
});

/** Its create is begun, and goes no further. */
async function untilItsStepRuns({ temporal }: Stage, workflowId: string): Promise<void> {
  const handle = temporal.client.workflow.getHandle(workflowId);
  for (;;) {
    const { raw } = await handle.describe();
    const [pending] = raw.pendingActivities ?? [];
    if (pending?.activityType?.name === 'createCustomer' && pending.lastStartedTime) return;
  }
}
