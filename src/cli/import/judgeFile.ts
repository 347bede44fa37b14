import { type BadRow, type ImportFile, judge, type Judgement } from '../../importFile';
import { inputProblemLine } from '../../contract/parse/inputProblem';
import { say } from '../output';

/** More lines than a person reads. */
const MOST_TOLD = 100;

/** The first pass: judges every row and tells those that are bad; nothing is sent. */
export async function judgeFile(file: ImportFile, signal: AbortSignal): Promise<Judgement> {
  let told = 0;
  const judgement = await judge(file, {
    signal,
    onBad: (row) => {
      told += 1;
      if (told <= MOST_TOLD) sayBadRow(file, row);
    },
  });
  if (told > MOST_TOLD) say(`${told - MOST_TOLD} more rows are bad.`);
  return judgement;
}

function sayBadRow({ name }: ImportFile, { row, line, problems }: BadRow): void {
  for (const problem of problems) say(`${name}: line ${line} (row ${row}): ${inputProblemLine(problem)}`);
}
