import type { ForetoldCreation } from '../../commerce/foretellCreation';
import type { ForetoldUpdate } from '../../commerce/foretellUpdate';
import type { FailureType } from '../../contract/failures';
import { print, printJson, printTable } from '../output';
import { NOTHING_TO_RETRY } from './printRetry';

/** What a retry would come to. */
export type Foretold = { readonly workflowId: string } & (
  | ForetoldCreation
  | ForetoldUpdate
  | { readonly kind: 'badInput'; readonly problems: readonly string[] }
  | { readonly kind: keyof typeof NOTHING_TO_RETRY }
  /** The look-up was not answered. */
  | { readonly kind: 'notTold'; readonly type: FailureType; readonly message: string }
);

export function printForetold(foretold: Foretold, { json }: { json: boolean }): void {
  const { workflowId, kind, ...told } = foretold;
  if (json) printJson({ workflowId, foretold: kind, ...told });
  else print(`${workflowId} ${sentenceOf(foretold)}`);
}

export function printForetoldCounts(
  counts: ReadonlyMap<Foretold['kind'], number>,
  { json }: { json: boolean },
): void {
  if (json) return;
  print('');
  printTable([...counts].map(([kind, count]) => [String(count), HEADINGS[kind]]));
}

function sentenceOf(foretold: Foretold): string {
  switch (foretold.kind) {
    case 'made':
      return 'the customer would be made, and mailed.';
    case 'adopted':
      return `customer ${foretold.customerId}, whom somebody else made, would be adopted.`;
    case 'recovered':
      return `customer ${foretold.customerId} is there already: an earlier run of it made the customer.`;
    case 'stranger':
      return `would fail with CustomerAlreadyExists: customer ${foretold.customerId} is a stranger's.`;
    case 'severalWebsites':
      return 'customers of this address are on several websites; it depends on the default website of Commerce.';
    case 'updateLeft':
      return `customer ${foretold.customerId} is made; only the update is left.${keptSentence(foretold.kept)}`;
    case 'gone':
      return `would fail with CustomerNotFound: Commerce knows no customer ${foretold.customerId}.`;
    case 'replaced':
      return `would fail with CustomerReplaced: ID ${foretold.customerId} belongs to another record now.`;
    case 'badInput':
      return `would fail by its input: ${foretold.problems.join('; ')}`;
    case 'notTold':
      return `cannot be told, as the look-up failed, ${foretold.type}: ${foretold.message}`;
    default:
      return NOTHING_TO_RETRY[foretold.kind];
  }
}

function keptSentence(kept: readonly string[]): string {
  return kept.length === 0 ? '' : ` The person changed ${kept.join(', ')} since: that would stay.`;
}

const HEADINGS = {
  made: 'would be made',
  recovered: 'are there already, made by an earlier run',
  adopted: 'would be adopted',
  updateLeft: 'have only the update left',
  gone: 'would fail with CustomerNotFound',
  replaced: 'would fail with CustomerReplaced',
  stranger: "are a stranger's",
  severalWebsites: 'are on several websites',
  badInput: 'have bad input',
  notTold: 'cannot be told, as the look-up failed',
  running: 'run',
  done: 'are done',
  retriedSince: 'were retried since',
  unknown: 'are not known any more',
} as const satisfies Record<Foretold['kind'], string>;
