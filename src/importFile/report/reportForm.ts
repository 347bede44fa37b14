import type { RowOutcome } from '../../contract/importing';
import { hidePasswords } from '../../contract/passwords';
import type { FileFormat } from '../layout';
import { csvLine } from './csvLine';

/** How a report is written: a line a row. */
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

/** JSON in which nothing looks like a formula, so that nothing is put into the cell that would make it other JSON. */
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
