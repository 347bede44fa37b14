import type { Environment, ServiceSettings } from '../../settings';
import {
  type ListedOnboarding,
  listOnboardings,
  type OnboardingFilter,
} from '../../onboardings/listOnboardings';
import { printJson, printTable, say, readableId } from '../terminal/output';
import { withSession } from '../terminal/withSession';

export interface PrintListOptions {
  filter: OnboardingFilter;
  /** The maximum number to print. */
  limit: number;
  environment: Environment;
  settings: ServiceSettings;
  json: boolean;
}

/** Prints onboardings, newest first: a table, or one JSON document per line. */
export async function printList(options: PrintListOptions): Promise<void> {
  const { filter, limit, json } = options;
  const { listed, more } = await withSession({ ...options, onlyReads: true }, ({ temporal }) =>
    takeFirst(listOnboardings(temporal.client, filter), limit),
  );
  listed.sort((one, other) => other.startedAt.getTime() - one.startedAt.getTime());
  if (json) for (const onboarding of listed) printJson(onboarding);
  else if (listed.length > 0) printTable([HEADER, ...listed.map(rowOf)]);
  else say('There is none.');
  if (more) say(`There are more than ${limit}: use --limit to show more, --summary to count them.`);
}

async function takeFirst(
  onboardings: AsyncIterable<ListedOnboarding>,
  limit: number,
): Promise<{ listed: ListedOnboarding[]; more: boolean }> {
  const listed: ListedOnboarding[] = [];
  for await (const onboarding of onboardings) {
    if (listed.length === limit) return { listed, more: true };
    listed.push(onboarding);
  }
  return { listed, more: false };
}

const HEADER = ['STATUS', 'FAILURE', 'STEP', 'CUSTOMER', 'STARTED', 'ENDED', 'ID'];

function rowOf(onboarding: ListedOnboarding): string[] {
  return [
    onboarding.status,
    onboarding.failure ?? '-',
    onboarding.step ?? '-',
    onboarding.customerId?.toString() ?? '-',
    inSeconds(onboarding.startedAt),
    onboarding.closedAt ? inSeconds(onboarding.closedAt) : '-',
    readableId(onboarding.workflowId),
  ];
}

function inSeconds(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z');
}
