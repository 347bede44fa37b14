import { ServiceUnreachable } from '../../temporal/connection';
import type { CheckResult } from './checkResult';
import { UsageError } from '../terminal/exit';
import { print, printJson } from '../terminal/output';

/**
 * Prints one line per check, or one JSON document. A wrong setting outranks a service that does not answer, because it
 * stays wrong when the service is back.
 * @throws UsageError if a setting, a credential or a right is wrong
 * @throws ServiceUnreachable if the only problem is that a service does not answer
 */
export function reportChecks(results: readonly CheckResult[], { json }: { json: boolean }): void {
  const failures = results.filter((result) => result.status === 'failed');
  if (json) printJson({ ok: failures.length === 0, checks: results });
  else results.forEach(printResult);
  if (failures.length === 0) return;
  const summary = `Not ready: ${[...new Set(failures.map(({ name }) => name))].join(', ')} failed.`;
  throw failures.some(({ cause }) => cause === 'wrong')
    ? new UsageError([summary])
    : new ServiceUnreachable(summary);
}

const WIDTH = 'skipped'.length;

function printResult(result: CheckResult): void {
  print(`${result.status.padEnd(WIDTH)}  ${result.name}: ${result.message}`);
  if (result.status === 'failed' && result.whatToDo !== undefined) {
    print(`${' '.repeat(WIDTH)}  What to do: ${result.whatToDo}`);
  }
}
