import type {
  ActivitySlotInfo,
  CustomSlotSupplier,
  SlotMarkUsedContext,
  SlotPermit,
  SlotReleaseContext,
  SlotReserveContext,
} from '@temporalio/worker';
import type { Backlog } from '../contract/backlog';

export interface ActivitySlotsOptions {
  /** Activities at once. */
  most: number;
  /** What has been taken from the task queue and waits in this process. Left out, nothing waits. */
  backlog?: Backlog | undefined;
}

interface Permit extends SlotPermit {
  isUsed: boolean;
}

/**
 * When the worker takes one more activity from the task queue. With slots of a fixed number, a worker that sends slowly
 * fills all of its slots with onboardings that wait, while other workers have nothing to do.
 */
export class ActivitySlots implements CustomSlotSupplier<ActivitySlotInfo> {
  readonly type = 'custom';
  private readonly permits = new Set<Permit>();
  /** Reserved for a poll that has not brought an activity yet. */
  private unused = 0;
  private waiting: (() => void)[] = [];

  constructor(private readonly options: ActivitySlotsOptions) {
    options.backlog?.onLeft(() => this.retryReservations());
  }

  async reserveSlot(_context: SlotReserveContext, aborted: AbortSignal): Promise<SlotPermit> {
    for (;;) {
      aborted.throwIfAborted();
      const permit = this.tryReserveSlot();
      if (permit) return permit;
      await this.untilChanged(aborted);
    }
  }

  tryReserveSlot(): SlotPermit | null {
    const { most, backlog } = this.options;
    if (this.permits.size >= most || backlog?.hasRoomFor(this.unused + 1) === false) return null;
    const permit: Permit = { isUsed: false };
    this.permits.add(permit);
    this.unused += 1;
    return permit;
  }

  markSlotUsed({ permit }: SlotMarkUsedContext<ActivitySlotInfo>): void {
    const used = permit as Permit;
    if (used.isUsed) return;
    used.isUsed = true;
    this.unused -= 1;
    this.retryReservations();
  }

  releaseSlot({ permit }: SlotReleaseContext<ActivitySlotInfo>): void {
    const released = permit as Permit;
    if (!this.permits.delete(released)) return;
    if (!released.isUsed) this.unused -= 1;
    this.retryReservations();
  }

  private async untilChanged(aborted: AbortSignal): Promise<void> {
    let changed: () => void = () => undefined;
    await new Promise<void>((settle) => {
      changed = settle;
      this.waiting.push(changed);
      aborted.addEventListener('abort', changed, { once: true });
    });
    aborted.removeEventListener('abort', changed);
    this.waiting = this.waiting.filter((other) => other !== changed);
  }

  private retryReservations(): void {
    for (const retry of this.waiting.splice(0)) retry();
  }
}
