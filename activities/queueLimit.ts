import type { Context } from '@temporalio/activity';
import { temporal } from '@temporalio/proto';

const { TASK_QUEUE_TYPE_ACTIVITY } = temporal.api.enums.v1.TaskQueueType;
const { RATE_LIMIT_SOURCE_SYSTEM } = temporal.api.enums.v1.RateLimitSource;

/** A limit that an operator sets takes effect after this time at the latest. */
const KNOWN_FOR_MS = 1_000;
/** Early enough that the answer arrives before the last one expires. */
const ASK_AFTER_MS = 500;
const ANSWER_LIMIT_MS = 1_000;

/**
 * Whether the task queue has a rate limit. An eagerly dispatched activity does not pass through the queue, so the
 * limit would not apply to it.
 */
export class QueueLimit {
  private known: { readonly isLimited: boolean; readonly askedAtMs: number } | undefined;
  private isAsking = false;

  /** Also false if the server was not asked within the last second; the call then asks it for later callers. */
  isKnownToBeNone(context: Context): boolean {
    const { known } = this;
    const ageMs = performance.now() - (known?.askedAtMs ?? -Infinity);
    if (ageMs > ASK_AFTER_MS && !this.isAsking) void this.ask(context);
    return known !== undefined && ageMs <= KNOWN_FOR_MS && !known.isLimited;
  }

  private async ask(context: Context): Promise<void> {
    this.isAsking = true;
    const askedAtMs = performance.now();
    try {
      this.known = { isLimited: await isLimited(context), askedAtMs };
    } catch {
      this.known = undefined;
    } finally {
      this.isAsking = false;
    }
  }
}

async function isLimited({ client, info }: Context): Promise<boolean> {
  const { effectiveRateLimit, config } = await client.withDeadline(Date.now() + ANSWER_LIMIT_MS, () =>
    client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: info.taskQueue },
      taskQueueType: TASK_QUEUE_TYPE_ACTIVITY,
      reportConfig: true,
    }),
  );
  const perFairnessKey = config?.fairnessKeysRateLimitDefault?.rateLimit ?? undefined;
  return effectiveRateLimit?.rateLimitSource !== RATE_LIMIT_SOURCE_SYSTEM || perFairnessKey !== undefined;
}
