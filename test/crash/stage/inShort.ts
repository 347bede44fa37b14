import { historyInShort } from './history';
import type { Stage } from './stage';

/** The sandbox's requests and the newest run's history, without a person's data. */
export async function inShort(stage: Stage): Promise<string> {
  const { sandbox } = stage;
  const since = sandbox.requests()[0]?.at ?? 0;
  const requests = sandbox.requests().map(({ at, kind, outcome }) => {
    const status = outcome.state === 'pending' ? 'pending' : `${outcome.status ?? 'not carried out'}`;
    const fault = outcome.state === 'faulted' ? ` (${JSON.stringify(outcome.fault)})` : '';
    return `  +${at - since} ms ${kind}: ${status}${fault}`;
  });
  const history = await historyInShort(stage.currentRun()).catch((error: unknown) => [String(error)]);
  return [
    `customers: ${sandbox.customers().length}, mails: ${sandbox.mails().length}`,
    'requests:',
    ...requests,
    'newest run:',
    ...history.map((line) => `  ${line}`),
  ].join('\n');
}
