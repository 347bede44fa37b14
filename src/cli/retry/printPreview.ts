import type { CreationPreview } from '../../commerce/previewCreation';
import type { UpdatePreview } from '../../commerce/previewUpdate';
import type { FailureType } from '../../contract/failures';
import { readableId } from '../../contract/shellWord';
import { print, printJson, printTable } from '../terminal/output';
import { NOTHING_TO_RETRY } from './printRetry';

/** The predicted outcome of a retry. */
export type RetryPreview = { readonly workflowId: string } & (
  | CreationPreview
  | UpdatePreview
  | { readonly kind: 'badInput'; readonly problems: readonly string[] }
  | { readonly kind: keyof typeof NOTHING_TO_RETRY }
  /** The look-up failed. The name is part of the JSON output. */
  | { readonly kind: 'notTold'; readonly type: FailureType; readonly message: string }
);

export function printPreview(preview: RetryPreview, { json }: { json: boolean }): void {
  const { workflowId, kind, ...details } = preview;
  if (json) printJson({ workflowId, foretold: kind, ...details });
  else print(`${readableId(workflowId)} ${sentenceOf(preview)}`);
}

export function printPreviewCounts(
  counts: ReadonlyMap<RetryPreview['kind'], number>,
  { json }: { json: boolean },
): void {
  if (json) return;
  print('');
  printTable([...counts].map(([kind, count]) => [String(count), HEADINGS[kind]]));
}

function sentenceOf(preview: RetryPreview): string {
  switch (preview.kind) {
    case 'made':
      return 'would create the customer, and Commerce would send the welcome mail.';
    case 'adopted':
      return `would adopt the existing customer ${preview.customerId}.`;
    case 'recovered':
      return `would find customer ${preview.customerId}, which an earlier run created.`;
    case 'stranger':
      return `would fail with CustomerAlreadyExists: this onboarding did not create customer ${preview.customerId}.`;
    case 'severalWebsites':
      return 'has customers with this address on several websites: the outcome depends on the default website of Commerce.';
    case 'updateLeft':
      return `would only update customer ${preview.customerId}, which is created.${keptSentence(preview.kept)}`;
    case 'gone':
      return `would fail with CustomerNotFound: Commerce knows no customer ${preview.customerId}.`;
    case 'replaced':
      return `would fail with CustomerReplaced: ID ${preview.customerId} now belongs to another record.`;
    case 'badInput':
      return `would fail with InvalidInput: ${preview.problems.join('; ')}`;
    case 'notTold':
      return `is unknown: the look-up failed with ${preview.type}: ${preview.message}`;
    default:
      return NOTHING_TO_RETRY[preview.kind];
  }
}

function keptSentence(kept: readonly string[]): string {
  return kept.length === 0 ? '' : ` It would keep ${kept.join(', ')}, which the person has changed since.`;
}

const HEADINGS = {
  made: 'would create the customer',
  recovered: 'would find the customer of an earlier run',
  adopted: 'would adopt a customer',
  updateLeft: 'would only update the customer',
  gone: 'would fail with CustomerNotFound',
  replaced: 'would fail with CustomerReplaced',
  stranger: "are a stranger's",
  severalWebsites: 'have customers on several websites',
  badInput: 'have invalid input',
  notTold: 'are unknown: the look-up failed',
  running: 'run',
  done: 'are done',
  retriedSince: 'were retried since',
  unknown: 'are no longer in Temporal',
} as const satisfies Record<RetryPreview['kind'], string>;
