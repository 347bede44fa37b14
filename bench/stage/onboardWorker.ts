import type { RunningProgram } from '../../test/setup/production/runningProgram';
import type { Surroundings } from '../contenders/contender';
import { workerEnvironment } from '../contenders/workerEnvironment';
import { startOnboardCommand } from './onboardCommand';
import { stopProgram } from './program';
import type { Latency } from './sandbox';
import type { Stage } from './stage';

export interface OnboardWorkerOptions {
  readonly stage: Stage;
  readonly latency: Latency;
  readonly taskQueue: string;
  /** Default: the product's. */
  readonly concurrency?: number;
  /** `ONBOARDING_EVENTS_FILE`. Default: no events. */
  readonly eventsFile?: string;
}

/** `onboard worker` in a process of its own, with everything on. */
export interface OnboardWorker {
  readonly program: RunningProgram;
  /** Where it answers `/metrics`. */
  readonly metrics: string;
  stop(): Promise<void>;
}

export async function startOnboardWorker(options: OnboardWorkerOptions): Promise<OnboardWorker> {
  const { stage, taskQueue, concurrency, eventsFile } = options;
  const program = startOnboardCommand({
    args: ['worker'],
    cwd: stage.folder,
    env: {
      ...workerEnvironment(surroundingsOf(options), taskQueue),
      ...(concurrency !== undefined && { ONBOARDING_CONCURRENCY: String(concurrency) }),
      ...(eventsFile !== undefined && { ONBOARDING_EVENTS_FILE: eventsFile }),
    },
  });
  const [, metrics = ''] = await program.says(/"metrics":"([^"]+)","msg":"worker ready"/);
  return { program, metrics, stop: () => stopProgram(program) };
}

export function surroundingsOf({
  stage,
  latency,
}: Pick<OnboardWorkerOptions, 'stage' | 'latency'>): Surroundings {
  const { addresses, encryptionKeys, tenants } = stage;
  return { addresses, encryptionKeys, tenant: tenants[latency], variant: [] };
}
