import { ActivitySlots } from '../../src/temporal/activitySlots';

const CONTEXT = {
  slotType: 'activity',
  taskQueue: 'queue',
  workerIdentity: 'worker',
  workerBuildId: '',
  isSticky: false,
} as const;
const SLOT_INFO = { type: 'activity', activityType: 'createCustomer' } as const;

/** Steps that wait, of which at most `most` should. */
class WaitingSteps {
  waiting = 0;
  private readonly listeners: (() => void)[] = [];

  constructor(private readonly most: number) {}

  hasRoomFor(more: number): boolean {
    return this.waiting + more <= this.most;
  }

  onLeft(listener: () => void): void {
    this.listeners.push(listener);
  }

  leave(): void {
    this.waiting -= 1;
    for (const listener of this.listeners) listener();
  }
}

function reserve(slots: ActivitySlots, signal = new AbortController().signal) {
  return slots.reserveSlot(CONTEXT, signal);
}

test('reserves as many slots as there are, and one more when one is released', async () => {
  const slots = new ActivitySlots({ most: 2 });
  const [permit] = await Promise.all([reserve(slots), reserve(slots)]);
  expect(slots.tryReserveSlot()).toBeNull();
  const next = reserve(slots);
  slots.releaseSlot({ permit: permit });
  await next;
  expect(slots.tryReserveSlot()).toBeNull();
});

test('a slot that was used is free again after its activity, once', async () => {
  const slots = new ActivitySlots({ most: 1 });
  const permit = await reserve(slots);
  slots.markSlotUsed({ slotInfo: SLOT_INFO, permit });
  slots.releaseSlot({ slotInfo: SLOT_INFO, permit });
  slots.releaseSlot({ slotInfo: SLOT_INFO, permit });
  expect(slots.tryReserveSlot()).not.toBeNull();
  expect(slots.tryReserveSlot()).toBeNull();
});

test('with as many steps waiting as should, it takes no more until one has left', async () => {
  const backlog = new WaitingSteps(3);
  const slots = new ActivitySlots({ most: 100, backlog });
  backlog.waiting = 3;
  expect(slots.tryReserveSlot()).toBeNull();
  const next = reserve(slots);
  backlog.leave();
  await next;
  expect(slots.tryReserveSlot()).toBeNull();
});

test('polls that may each bring a step count as steps that wait, until they have brought one', async () => {
  const backlog = new WaitingSteps(2);
  const slots = new ActivitySlots({ most: 100, backlog });
  const [permit] = await Promise.all([reserve(slots), reserve(slots)]);
  expect(slots.tryReserveSlot()).toBeNull();
  const next = reserve(slots);
  slots.markSlotUsed({ slotInfo: SLOT_INFO, permit: permit });
  await next;
});

test('a reservation that is aborted ends with the reason of the signal', async () => {
  const slots = new ActivitySlots({ most: 0 });
  const abort = new AbortController();
  const reservation = reserve(slots, abort.signal);
  abort.abort(new Error('the worker stops'));
  await expect(reservation).rejects.toThrow('the worker stops');
});
