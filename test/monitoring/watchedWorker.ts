import type { Client, WorkflowHandle } from '@temporalio/client';
import { openSession, type Session } from '../../src/cli/terminal/session';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { readService } from '../../src/settings';
import { createLogger } from '../../src/temporal/logging';
import { type OnboardCustomer, startOnboarding } from '../../src/onboardings/startOnboarding';
import type { Onboard } from '../cli/onboard';
import type { Place } from '../cli/sharedHome';
import { type Sample, samplesOf } from './samples';

/** A worker in its own process, with its monitoring endpoint. */
export interface WatchedWorker {
  readonly process: Onboard;
  /** Of the monitoring endpoint, without a path. */
  readonly url: string;
  /** The text of `/metrics`. */
  text(): Promise<string>;
  samples(): Promise<Sample[]>;
  get(path: string): Promise<{ status: number; body: unknown }>;
}

/** The setting that a place needs for it. */
export const WATCHED = { ONBOARDING_METRICS_ADDRESS: '127.0.0.1:0' };

export async function startWatchedWorker({ command }: Place): Promise<WatchedWorker> {
  const process = command(['worker']);
  const [, url = ''] = await process.says(/"metrics":"([^"]+)\/metrics","msg":"worker ready"/);
  const text = async () => await (await fetch(`${url}/metrics`)).text();
  return {
    process,
    url,
    text,
    samples: async () => samplesOf(await text()),
    get: async (path) => {
      const response = await fetch(`${url}${path}`);
      return { status: response.status, body: await response.json() };
    },
  };
}

const sessions: Session[] = [];

afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close();
});

/** A client of the place's server, with its keys. */
export async function clientOf({ env }: Place): Promise<Client> {
  const session = await openSession({
    environment: env,
    settings: readService(env),
    logger: createLogger('silent'),
  });
  sessions.push(session);
  return session.temporal.client;
}

export async function start(
  client: Client,
  { env }: Place,
  input: OnboardingInput,
): Promise<WorkflowHandle<OnboardCustomer>> {
  return await startOnboarding(client, {
    input,
    restEndpoint: env['REST_ENDPOINT'] ?? '',
    taskQueue: env['ONBOARDING_TASK_QUEUE'] ?? '',
  });
}
