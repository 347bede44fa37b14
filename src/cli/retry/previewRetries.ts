import type { Client } from '@temporalio/client';
import PQueue from 'p-queue';
import { attemptWithin } from '../../commerce/attempt';
import { type Commerce, connectCommerce } from '../../commerce';
import { StepFailure } from '../../commerce/failure';
import { previewCreation, type CreationPreview } from '../../commerce/previewCreation';
import { previewUpdate, type UpdatePreview } from '../../commerce/previewUpdate';
import { markerOfRun } from '../../contract/marker';
import type { TenantSettings, WorkerSettings } from '../../settings';
import { mayHavePosted } from '../../onboardings/runs/earlierRuns';
import { postsOf } from '../../onboardings/runs/markerAttribute';
import { type PreparedRetry, prepareRetry } from '../../onboardings/retry/retryOnboarding';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { say } from '../terminal/output';
import type { Session } from '../terminal/session';
import { withSession } from '../terminal/withSession';
import { sayPlan } from './confirmRetries';
import { type RetryPreview, printPreview, printPreviewCounts } from './printPreview';
import type { RetryOptions } from './retryOptions';
import { planRetries } from './retryPlan';

export interface PreviewRetriesOptions extends RetryOptions {
  tenant: TenantSettings;
  worker: WorkerSettings;
}

const LOOKS_AT_ONCE = 10;

/**
 * Prints the predicted outcome of each retry, from its history and from look-ups. Retries nothing, and writes nothing
 * to Commerce.
 * @throws UsageError, Interrupted, and the errors of `openSession`
 */
export async function previewRetries(options: PreviewRetriesOptions): Promise<ExitStatus> {
  const { tenant, worker, interruption, perSecond } = options;
  return await withSession(options, async (session) => {
    const chosen = await chosenRuns(session, options);
    const commerce = connectCommerce({ ...tenant, ...worker });
    const looks = new PQueue({ concurrency: LOOKS_AT_ONCE, intervalCap: perSecond, interval: 1_000 });
    const counts = new Map<RetryPreview['kind'], number>();
    try {
      const previews = chosen.map((run) =>
        looks.add(async () => {
          interruption.throwIfAborted();
          const preview = await previewRetry(session.temporal.client, commerce, { ...options, run });
          counts.set(preview.kind, (counts.get(preview.kind) ?? 0) + 1);
          printPreview(preview, options);
        }),
      );
      await Promise.all(previews);
    } finally {
      looks.clear();
      await commerce.close();
    }
    if (chosen.length > 1) printPreviewCounts(counts, options);
    say('Nothing was retried: this was a dry run.');
    return EXIT.done;
  });
}

interface ChosenRun {
  readonly workflowId: string;
  readonly runId?: string;
}

async function chosenRuns(session: Session, options: RetryOptions): Promise<readonly ChosenRun[]> {
  const { choice, settings } = options;
  if (choice.by === 'id') return choice.workflowIds.map((workflowId) => ({ workflowId }));
  const plan = await planRetries({
    client: session.temporal.client,
    address: session.address,
    home: settings.home,
    taskQueue: settings.taskQueue,
    filter: choice,
  });
  sayPlan(plan);
  return plan.runs;
}

async function previewRetry(
  client: Client,
  commerce: Commerce,
  options: PreviewRetriesOptions & { run: ChosenRun },
): Promise<RetryPreview> {
  const { run, correction, tenant } = options;
  const { workflowId } = run;
  const prepared = await prepareRetry(client, { ...run, restEndpoint: tenant.restEndpoint, correction });
  if (prepared.kind === 'badInput') return { workflowId, kind: 'badInput', problems: prepared.problems };
  if (prepared.kind !== 'prepared') return { workflowId, kind: prepared.kind };
  try {
    return { workflowId, ...(await previewPrepared(client, commerce, prepared, options.worker)) };
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    return { workflowId, kind: 'notTold', type: error.type, message: error.message };
  }
}

async function previewPrepared(
  client: Client,
  { customers: api }: Commerce,
  { input, failedRun, earlierRuns }: PreparedRetry,
  { requestTimeoutMs, clockToleranceMs, markerAttribute: attribute }: WorkerSettings,
): Promise<CreationPreview | UpdatePreview> {
  const attempt = attemptWithin(requestTimeoutMs);
  const { created } = failedRun;
  if (created) {
    const asCreated = { ...created.customer, ...created.sentNames };
    return await previewUpdate({ api, created: asCreated, update: input.update, attempt });
  }
  const runs = await Promise.all(earlierRuns.filter(mayHavePosted).map((run) => postsOf(client, run)));
  return await previewCreation({
    api,
    input,
    evidence: {
      // For the run to come, requests of earlier runs count from the start of those runs.
      earlierPostMayHaveArrived: false,
      followsAnotherRun: true,
      firstStartedAt: new Date(),
      // No customer has the ID of a run to come.
      marker: markerOfRun({ attribute, originalRunId: '' }),
      earlierRuns: () => Promise.resolve(runs),
      serverTime: () => Promise.resolve(Date.now()),
    },
    attempt,
    clockToleranceMs,
  });
}
