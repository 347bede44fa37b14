import type { Outcome } from '../../../src/onboardings/outcome';
import { isHandled } from '../expectOnce';
import { eventually } from '../stage/eventually';
import type { HoldPoint } from '../worker/messages';
import { holdAt, type RecordStage } from './recordStage';

/** Starts the onboarding, and kills its worker at this point. */
export async function killedAt(
  stage: RecordStage,
  place: Pick<HoldPoint, 'request' | 'boundary'>,
  clockOffsetSeconds = 0,
): Promise<void> {
  const worker = await stage.addWorker('us', clockOffsetSeconds);
  const point = await holdAt(worker, place);
  await stage.start();
  await worker.untilHeld(point);
  await worker.kill();
}

const MOST_RETRIES = 10;

/** If it failed, retries it by hand as an operator does. */
export async function untilDoneByRetry(stage: RecordStage): Promise<Outcome> {
  for (let retries = 0; ; retries += 1) {
    const outcome = await stage.outcome();
    if (outcome.status === 'done') return outcome;
    if (retries === MOST_RETRIES) throw new Error(`still ${JSON.stringify(outcome)}`);
    await stage.retry();
  }
}

/** One customer with the address, one mail since the shop was installed, and the result has the customer's ID. */
export async function expectMadeOnce(stage: RecordStage, outcome: Outcome): Promise<void> {
  const shop = stage.shop();
  await eventually('every request has been handled', () => shop.requests().every(isHandled));
  const { email } = stage.input.customer;
  const made = shop.customers().filter((customer) => customer['email'] === email);
  expect({ made: made.length, mails: shop.mails().filter(({ to }) => to === email).length }).toEqual({
    made: 1,
    mails: 1,
  });
  const [customer] = made;
  expect(outcome).toMatchObject({ status: 'done', result: { customerId: customer?.['id'] } });
  expect(customer).toMatchObject({ ...stage.input.update });
}
