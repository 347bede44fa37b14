import type { Sandbox } from '../../src/sandbox';
import { welcomed } from '../setup/people';
import { setStage } from '../setup/stage';

function tokenRequests(sandbox: Sandbox) {
  return sandbox.requests().filter(({ kind }) => kind === 'token');
}

describe('tokens', () => {
  test('are requested once by a worker with 200 onboardings', async () => {
    const stage = await setStage();
    const handles = await Promise.all(Array.from({ length: 200 }, () => stage.start(welcomed())));
    const results = await Promise.all(handles.map((handle) => handle.result()));
    expect(new Set(results.map(({ customerId }) => customerId)).size).toBe(200);
    expect(tokenRequests(stage.sandbox)).toHaveLength(1);
  }, 60_000);

  test('that live for 5 s fail no onboarding', async () => {
    const stage = await setStage({ sandbox: { tokenLifetimeMs: 5_000 } });
    const until = Date.now() + 7_000;
    let done = 0;
    while (Date.now() < until) {
      const handles = await Promise.all(Array.from({ length: 10 }, () => stage.start(welcomed())));
      done += (await Promise.all(handles.map((handle) => handle.result()))).length;
    }
    expect(stage.sandbox.customers()).toHaveLength(done);
    expect(tokenRequests(stage.sandbox).length).toBeGreaterThan(1);
  });
});
