import { setTimeout as sleep } from 'node:timers/promises';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { clientOf, start } from '../monitoring/watchedWorker';
import { somebody } from '../setup/people';
import { startWorker } from './onboard';
import { openPlace } from './sharedHome';

const OUTAGE_MS = 60_000;
const GRACE_MS = 5_000;
/** For what the worker does after the grace period: its process ends. */
const TO_END_MS = 5_000;
const ONBOARDINGS = 30;

jest.setTimeout(240_000);

test.each([429, 503])(
  '60 s of %i fail nothing; a worker that stops meanwhile returns its tasks within its grace period',
  async (status) => {
    const place = await openPlace({ settings: { ONBOARDING_SHUTDOWN_GRACE: `${GRACE_MS}ms` } });
    const first = await startWorker(place);
    const client = await clientOf(place);
    for (const on of ['create', 'lookUp', 'update'] as const) {
      place.sandbox.fail({ on, what: { kind: 'status', status, made: false } });
    }
    const over = sleep(OUTAGE_MS);
    const inputs = Array.from({ length: ONBOARDINGS }, (): OnboardingInput => ({ customer: somebody() }));
    const onboardings = await Promise.all(inputs.map((input) => start(client, place, input)));
    const results = Promise.all(onboardings.map((onboarding) => onboarding.result()));
    for (let refused = 0; refused < 5; refused += 1) await place.sandbox.nextRequest('create');

    const signalledAtMs = performance.now();
    first.signal('SIGTERM');
    expect((await first.ended).status).toBe(0);
    expect(performance.now() - signalledAtMs).toBeLessThan(GRACE_MS + TO_END_MS);
    await startWorker(place);
    await over;
    place.sandbox.clearFaults();

    expect((await results).map(({ adopted }) => adopted)).toEqual(inputs.map(() => false));
    expect(place.sandbox.customers()).toHaveLength(ONBOARDINGS);
    expect(place.sandbox.mails()).toHaveLength(ONBOARDINGS);
  },
);
