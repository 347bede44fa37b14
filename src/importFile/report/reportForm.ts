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
      const differing = differences === undefined ? undefined : JSON.stringify(differences, hidePasswords);
      return csvLine([row, word, customerId, failure?.type, failure?.message, differing]);
    },
  },
  jsonl: {
    heading: '',
    line: (outcome) => `${JSON.stringify(entryOf(outcome), hidePasswords)}\n`,
  },
};

function entryOf(outcome: RowOutcome) {
  const { row } = outcome;
  if (outcome.outcome === 'refused') {
    const { type, message, customerId } = outcome.failure;
    return { row, outcome: outcome.outcome, customerId, failure: { type, message } };
  }
  const { customerId, differences } = outcome;
  return { row, outcome: outcome.outcome, customerId, differences };
}
