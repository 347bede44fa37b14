import { FAILURES, type FailureType, isFailureType } from '../../contract/failures';
import { type OnboardingFilter } from '../../onboardings/listOnboardings';
import { summarizeOnboardings } from '../../onboardings/summarizeOnboardings';
import { print, printJson, printTable } from '../terminal/output';
import { type TemporalCommandOptions, withSession } from '../terminal/withSession';

export interface PrintSummaryOptions extends TemporalCommandOptions {
  filter: OnboardingFilter;
}

/** Prints the number of onboardings per status and per failure, with what to do about each failure. */
export async function printSummary(options: PrintSummaryOptions): Promise<void> {
  const { statuses, failures, retried } = await withSession({ ...options, onlyReads: true }, ({ temporal }) =>
    summarizeOnboardings(temporal.client, options.filter),
  );
  const byFrequency = mostFrequentFirst(failures);
  const retriedFor = mostFrequentFirst(retried?.failures ?? {});
  if (options.json) {
    const failures = byFrequency.map(([type, count]) => ({ type, count, whatToDo: FAILURES[type].whatToDo }));
    const byType = retriedFor.map(([type, count]) => ({ type, count }));
    const ofRunning = retried && { retried: { lookedAt: retried.lookedAt, failures: byType } };
    printJson({ ...statuses, failures, ...ofRunning });
    return;
  }
  printTable(Object.entries(statuses).map(([status, count]) => [status, String(count)]));
  if (retried) {
    print('');
    const of =
      retried.lookedAt < statuses.running
        ? `the newest ${retried.lookedAt} running ones`
        : 'the running ones';
    print(`Of ${of}, these are being retried after a failure:`);
    printTable(retriedFor.map(([type, count]) => [`  ${type}`, String(count)]));
  }
  for (const [type, count] of byFrequency) {
    print('');
    printTable([[type, String(count)]]);
    print(`  ${FAILURES[type].meaning}`);
    print(`  What to do: ${FAILURES[type].whatToDo}`);
    print(`  onboard list --failure ${type}`);
    print(`  onboard retry --failure ${type} --dry-run`);
  }
}

function mostFrequentFirst(
  failures: Readonly<Partial<Record<FailureType, number>>>,
): readonly (readonly [FailureType, number])[] {
  return Object.entries(failures)
    .filter((entry): entry is [FailureType, number] => isFailureType(entry[0]))
    .sort(([, one], [, other]) => other - one);
}
