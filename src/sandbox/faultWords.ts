import type { Fault, FaultRule } from './faults';

/** A rule in words, such as `create: answered 503, for 60 s`. */
export function faultWords(rule: FaultRule): string {
  const { on, what, email, after, forMs } = rule;
  return [
    `${on === 'any' ? 'every request' : on}: ${wordsOfFault(what)}`,
    ...(email === undefined ? [] : [`of ${email}`]),
    ...(after === undefined ? [] : [`after ${after} requests`]),
    ...(rule.calls === undefined ? [] : [`requests ${rule.calls.join(', ')}`]),
    ...(rule.count === undefined ? [] : [rule.count === 1 ? 'once' : `${rule.count} times`]),
    ...(rule.share === undefined ? [] : [`with probability ${rule.share}`]),
    ...(forMs === undefined ? [] : [`for ${forMs / 1000} s`]),
  ].join(', ');
}

/** The fault in words. */
export function wordsOfFault(fault: Fault): string {
  switch (fault.kind) {
    case 'lose':
      return `never answered${doneFirst(fault)}`;
    case 'reset':
      return `connection reset${doneFirst(fault)}`;
    case 'slow':
      return `answered ${fault.byMs / 1000} s late`;
    case 'late':
      return `arrives ${fault.byMs / 1000} s late`;
    case 'truncate':
      return fault.where === 'json' ? 'answered with half of the JSON' : 'answer cut off';
    case 'html':
      return `answered ${fault.status} with a page${doneFirst(fault)}`;
    case 'status':
      return `answered ${fault.status}${doneFirst(fault)}`;
  }
}

function doneFirst({ made }: { made: boolean }): string {
  return made ? ' after it was carried out' : '';
}
