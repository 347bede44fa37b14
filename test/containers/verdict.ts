import type { Request } from './load';

export interface Found {
  /** The address of each customer that Commerce has. */
  readonly customers: readonly string[];
  /** The address of each welcome mail that Commerce has sent. */
  readonly mails: readonly string[];
}

/**
 * What breaks the promise: one customer and one mail for each request that was accepted, and everything else a clear
 * refusal that created nobody twice.
 * @param silent when the gateway itself was down, and could not answer
 */
export function brokenPromises(
  requests: readonly Request[],
  found: Found,
  silent: readonly string[],
): string[] {
  const customers = counted(found.customers);
  const mails = counted(found.mails);
  return requests.flatMap(({ email, during, status }) => {
    const made = [customers.get(email) ?? 0, mails.get(email) ?? 0] as const;
    const outcome = `${during}: ${email} was answered ${status ?? 'nothing'}, has ${made[0]} customers and ${made[1]} mails`;
    if (status === 202 || status === 200) return made[0] === 1 && made[1] === 1 ? [] : [outcome];
    const isClear = status === undefined ? silent.includes(during) : status >= 400 && status < 600;
    return isClear && made[0] <= 1 && made[1] <= 1 ? [] : [outcome];
  });
}

/** How many requests had each answer, by what happened meanwhile. */
export function answersByDisturbance(requests: readonly Request[]): string[] {
  const lines = new Map<string, Map<string, number>>();
  for (const { during, status } of requests) {
    const answers = lines.get(during) ?? new Map<string, number>();
    const answer = String(status ?? 'no answer');
    lines.set(during, answers.set(answer, (answers.get(answer) ?? 0) + 1));
  }
  return [...lines].map(
    ([during, answers]) =>
      `${during}: ${[...answers].map(([answer, count]) => `${count} × ${answer}`).join(', ')}`,
  );
}

function counted(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
