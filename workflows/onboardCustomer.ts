import type { SearchAttributePair } from '@temporalio/common';
import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  isCancellation,
  log,
  patched,
  proxyActivities,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type CustomerCreated,
  type CustomerUpdated,
  type OnboardingActivities,
  runSteps,
  STEP_TEXTS,
  type StepName,
  type StepsDone,
} from '../src/contract/steps';
import type { EventSubscriber } from '../src/contract/eventSubscriber';
import { inexactNumberPaths } from '../src/contract/exactNumbers';
import type { FailedRun } from '../src/contract/failedRun';
import { type FailureDetails, type FailureType, isFailureType } from '../src/contract/failures';
import { SEARCH_ATTRIBUTES } from '../src/contract/names';
import type { CustomerUpdate, OnboardingInput, OnboardingResult, Step } from '../src/contract/onboarding';
import { STEP_RETRY_POLICY } from '../src/contract/retryPolicy';
import { TOKEN_REQUEST_LIMIT_MS } from '../src/contract/timeLimits';
import { announceEnd } from './announceEnd';
import { type Done, showCancelled, showDone, showFailed, showInProgress } from './currentDetails';

/**
 * Onboards a customer: obtains a token, makes the customer once, and applies the update if there is one.
 * @param failedRun what the retried run did; the step that makes the customer verifies it
 */
export function onboardCustomer(input: OnboardingInput, failedRun?: FailedRun): Promise<OnboardingResult> {
  return new Onboarding(input, failedRun).run();
}

/** A step's time beyond that of one request: for a token, look-ups and the way of the answer. */
const BEYOND_THE_REQUEST_MS = 15_000;

class Onboarding {
  /** In their order; all but the last are done. */
  private readonly begun: StepName[] = [];
  private customerId: number | undefined;
  /**
   * Upserted at the end, because an upsert during the run costs the server another write of its visibility records.
   */
  private notYetUpserted: SearchAttributePair[] = [];
  private requestLimitMs = TOKEN_REQUEST_LIMIT_MS;
  private queueIsUnlimited = false;
  /** Undefined until the first step has reported them. */
  private subscribers: readonly EventSubscriber[] | undefined;
  /** Each request to make or update the customer has it. */
  private marker: { markerAttribute?: string } = {};

  constructor(
    private readonly input: OnboardingInput,
    /** The client's argument, which is not validated here. */
    private readonly failedRun: Partial<FailedRun> | undefined,
  ) {}

  async run(): Promise<OnboardingResult> {
    log.info('onboarding started');
    try {
      const done = await runSteps(this.input, {
        begin: (step) => this.begin(step),
        getToken: () => this.getToken(),
        createCustomer: async () => this.madeBeforePatch() ?? (await this.createCustomer()),
        updateCustomer: (created, update) => this.updateCustomer(created, update),
      });
      this.upsert();
      const result = this.result(done);
      log.info('onboarding done', { customerId: result.customerId });
      showDone(result.customerId);
      await announceEnd('completed', this.subscribers);
      return result;
    } catch (error) {
      throw await this.ending(error);
    }
  }

  private async getToken(): Promise<void> {
    const token = await this.activity('getToken').getToken();
    this.requestLimitMs = token.requestTimeoutMs;
    this.queueIsUnlimited = token.queueIsUnlimited ?? false;
    this.subscribers = token.subscribers ?? [];
    if (token.markerAttribute !== undefined) this.marker = { markerAttribute: token.markerAttribute };
  }

  /** Earlier versions trusted the second argument, so that their runs have no step that makes the customer. */
  private madeBeforePatch(): CustomerCreated | undefined {
    const created = this.failedRun?.created;
    if (!created || patched('second-argument-is-checked')) return undefined;
    this.customerId = created.customer.id;
    return created;
  }

  private async createCustomer(): Promise<CustomerCreated> {
    const { startTime, originalExecutionRunId, typedSearchAttributes } = workflowInfo();
    const created = await this.activity('createCustomer').createCustomer({
      input: this.input,
      firstStartedAt: startTime.toISOString(),
      originalRunId: originalExecutionRunId,
      ...(this.failedRun && { retriedNames: this.failedRun.names ?? [] }),
      ...(typedSearchAttributes.get(SEARCH_ATTRIBUTES.person) !== undefined && { namedAtEnd: true }),
      ...(inexactNumberPaths(this.input).length > 0 && { hasInexactNumbers: true }),
      ...this.marker,
    });
    this.customerId = created.customer.id;
    this.notYetUpserted = [
      { key: SEARCH_ATTRIBUTES.person, value: created.person },
      { key: SEARCH_ATTRIBUTES.customerId, value: this.customerId },
    ];
    if (!created.namedAtEnd) this.upsert();
    return created;
  }

  private async updateCustomer(
    { customer, sentNames, made }: CustomerCreated,
    update: CustomerUpdate,
  ): Promise<CustomerUpdated> {
    return await this.activity('updateCustomer').updateCustomer({
      input: this.input,
      created: { ...customer, ...sentNames },
      update,
      originalRunId: workflowInfo().originalExecutionRunId,
      ...(made && { made }),
      ...this.marker,
    });
  }

  private begin(step: StepName): void {
    this.begun.push(step);
    showInProgress(step, this.done());
  }

  private get step(): Step {
    return this.begun.at(-1) ?? 'input';
  }

  private activity<Name extends StepName>(step: Name): Pick<OnboardingActivities, Name> {
    return activitiesFor(step, {
      requestLimitMs: this.requestLimitMs,
      // A limit on the task queue limits the creation of customers: that step must pass through the queue.
      mayBeEager: step !== 'createCustomer' || this.queueIsUnlimited,
    });
  }

  private done(): Done {
    const { begun, customerId, failedRun } = this;
    return { steps: begun.slice(0, -1), customerId, followsCreation: failedRun?.created !== undefined };
  }

  private upsert(...more: SearchAttributePair[]): void {
    const attributes = [...this.notYetUpserted, ...more];
    this.notYetUpserted = [];
    if (attributes.length > 0) upsertSearchAttributes(attributes);
  }

  private result({
    createCustomer: created,
    updateCustomer: updated,
    differences,
  }: StepsDone<CustomerCreated, CustomerUpdated>): OnboardingResult {
    return {
      customerId: created.customer.id,
      ...this.originOf(created),
      created: created.customer,
      updated: updated?.customer ?? null,
      differences,
    };
  }

  /** Earlier versions also called a customer `adopted` that an earlier try of the onboarding had made. */
  private originOf({ adopted, recovered }: CustomerCreated): { adopted: boolean; recovered: boolean } {
    if (recovered !== undefined) return { adopted, recovered };
    const mayBeAdopted = this.input.onExisting === 'adopt';
    return { adopted: adopted && mayBeAdopted, recovered: adopted && !mayBeAdopted };
  }

  /** The result of the onboarding after a step failed, recorded where operators look for it. */
  private async ending(error: unknown): Promise<unknown> {
    const cancelled =
      isCancellation(error) || (CancellationScope.current().consideredCancelled && !isFinal(error));
    if (cancelled) {
      this.upsert({ key: SEARCH_ATTRIBUTES.step, value: this.step });
      showCancelled(this.step, this.done());
      await announceEnd('cancelled', this.subscribers);
      return isCancellation(error)
        ? error
        : new CancelledFailure(`Cancelled during ${this.step}`, [], asError(error));
    }
    if (!(error instanceof ActivityFailure)) return error;
    const failure = this.failure(error);
    const { step, person } = failure.details;
    this.upsert(
      { key: SEARCH_ATTRIBUTES.failure, value: failure.type },
      { key: SEARCH_ATTRIBUTES.step, value: step },
      ...(person === undefined ? [] : [{ key: SEARCH_ATTRIBUTES.person, value: person }]),
    );
    showFailed(failure, this.done());
    await announceEnd('failed', this.subscribers);
    return ApplicationFailure.create({
      type: failure.type,
      message: failure.message,
      nonRetryable: true,
      details: [failure.details],
      cause: error,
    });
  }

  private failure({ cause, message }: ActivityFailure): {
    type: FailureType;
    message: string;
    details: FailureDetails;
  } {
    const reported = cause instanceof ApplicationFailure && isFailureType(cause.type) ? cause : undefined;
    return {
      type: reported ? (reported.type as FailureType) : 'StepTimedOut',
      message: reported?.message ?? cause?.message ?? message,
      details: {
        step: this.step,
        ...(this.customerId !== undefined && { customerId: this.customerId }),
        ...(reported?.details?.[0] as Partial<FailureDetails> | undefined),
      },
    };
  }
}

function activitiesFor(
  step: StepName,
  { requestLimitMs, mayBeEager }: { requestLimitMs: number; mayBeEager: boolean },
): OnboardingActivities {
  return proxyActivities<OnboardingActivities>({
    startToCloseTimeout: requestLimitMs + BEYOND_THE_REQUEST_MS,
    heartbeatTimeout: '10s',
    retry: STEP_RETRY_POLICY,
    allowEagerDispatch: mayBeEager,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    summary: STEP_TEXTS[step].summary,
  });
}

/** Whether the step failed for good, and would not have been retried. */
function isFinal(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof ApplicationFailure &&
    error.cause.nonRetryable === true
  );
}

function asError(error: unknown): Error | undefined {
  return error instanceof Error ? error : undefined;
}
