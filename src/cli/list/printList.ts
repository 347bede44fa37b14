import { readableId } from '../../contract/shellWord';
import {
  type ListedOnboarding,
  listOnboardings,
  type OnboardingFilter,
} from '../../onboardings/listOnboardings';
import { markWithoutHistory, MOST_CHECKED } from '../../onboardings/withoutHistory';
import { printJson, printTable, say } from '../terminal/output';
import { removalOf, WHERE_TDBG_IS, WHY_WITHOUT_HISTORY } from '../terminal/withoutHistory';
import { type TemporalCommandOptions, withSession } from '../terminal/withSession';

export interface PrintListOptions extends TemporalCommandOptions {
  filter: OnboardingFilter;
  /** The maximum number to print. */
  limit: number;
}

/** Prints onboardings, newest first: a table, or one JSON document per line. */
export async function printList(options: PrintListOptions): Promise<void> {
  const { filter, limit, json } = options;
  const { listed, more, removals } = await withSession({ ...options, onlyReads: true }, async (session) => {
    const { client } = session.temporal;
    const first = await takeFirst(listOnboardings(client, filter), limit);
    const marked = await markWithoutHistory(client, first.listed);
    const without = marked.filter(({ hasNoHistory }) => hasNoHistory);
    return { ...first, listed: marked, removals: without.map((run) => removalOf(run, session)) };
  });
  listed.sort((one, other) => other.startedAt.getTime() - one.startedAt.getTime());
  if (json) for (const onboarding of listed) printJson(onboarding);
  else if (listed.length > 0) printTable([HEADER, ...listed.map(rowOf)]);
  else say('There is none.');
  if (!json && removals.length > 0) sayWithoutHistory(removals);
  if (listed.filter(({ closedAt }) => closedAt === null).length > MOST_CHECKED) {
    say(`Only the ${MOST_CHECKED} oldest running ones were checked for a missing history.`);
  }
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

function sayWithoutHistory(removals: readonly string[]): void {
  say(`Of each onboarding with the status "${NO_HISTORY}": ${WHY_WITHOUT_HISTORY}:`);
  for (const removal of removals) say(`  ${removal}`);
  say(WHERE_TDBG_IS);
}

const NO_HISTORY = 'no history';
const HEADER = ['STATUS', 'FAILURE', 'STEP', 'CUSTOMER', 'STARTED', 'ENDED', 'ID'];

function rowOf(onboarding: ListedOnboarding): string[] {
  return [
    onboarding.hasNoHistory ? NO_HISTORY : onboarding.status,
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
