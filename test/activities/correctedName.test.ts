import { outcomeOf } from '../../src/onboardings/outcome';
import { retryOnboarding } from '../../src/onboardings/retry/retryOnboarding';
import { somebody } from '../setup/people';
import { setStage } from '../setup/stage';

test.each(['start', 'retry'])(
  'a customer stays ours if its name is corrected by %s after the answer was lost',
  async (by) => {
    const stage = await setStage({ settings: { giveUpAfterMs: 1 } });
    stage.sandbox.fail({ on: 'create', what: { kind: 'reset', made: true }, count: 1 });
    const customer = somebody({ firstname: 'Jon' });
    const first = await stage.start({ customer });
    expect(await outcomeOf(first)).toMatchObject({ failure: { type: 'CommerceUnavailable' } });
    const corrected = { customer: { ...customer, firstname: 'John' } };
    const again = async () => {
      if (by === 'start') return await stage.start(corrected);
      const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
      const { workflowId } = first;
      const correction = { document: corrected };
      const retried = await retryOnboarding(stage.temporal.client, { workflowId, restEndpoint, correction });
      if (retried.kind !== 'started') throw new Error(retried.kind);
      return retried.handle;
    };
    expect(await outcomeOf(await again())).toMatchObject({
      status: 'done',
      result: { customerId: 1, adopted: false, recovered: true },
    });
    expect(stage.sandbox.customers()).toHaveLength(1);
  },
);
