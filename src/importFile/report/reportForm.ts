import type { RowOutcome } from '../../contract/importing';
import { hidePasswords } from '../../contract/passwords';
import type { FileFormat } from '../layout';
import { csvLine } from '../csv/csvLine';

/** The format of a report: one line per row. */
export interface ReportForm {
  readonly heading: string;
  readonly line: (outcome: RowOutcome) => string;
}

export const REPORT_FORMS: Readonly<Record<FileFormat, ReportForm>> = {
  csv: {
    heading: csvLine(['row', 'outcome', 'customerId', 'failureType', 'failureMessage', 'differences']),
    line: (outcome) => {
      const { row, outcome: word, customerId, failure, differences } = entryOf(outcome);
      const differing = differences === undefined ? undefined : jsonCell(differences);
      return csvLine([row, word, customerId, failure?.type, failure?.message, differing]);
    },
  },
  jsonl: {
    heading: '',
    line: (outcome) => `${JSON.stringify(entryOf(outcome), hidePasswords)}\n`,
  },
};

/** Escapes in the JSON whatever looks like a formula: a mark in front of it would make it invalid JSON. */
function jsonCell(value: unknown): string {
  return JSON.stringify(value, hidePasswords).replace(/"(?:[^"\\]|\\.)*"?|,-/g, (part) =>
    part === ',-' ? ', -' : part.replace(/[=+\-@\uff1d\uff0b\uff0d\uff20](?<=[",;|]'*.)/g, escaped),
  );
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function entryOf(outcome: RowOutcome) {
  const { row } = outcome;
  if (outcome.outcome === 'refused') {
    const { type, message, customerId } = outcome.failure;
    return { row, outcome: outcome.outcome, customerId, failure: { type, message } };
  }
  const { customerId, differences } = outcome;
  return { row, outcome: outcome.outcome, customerId, differences };
}
