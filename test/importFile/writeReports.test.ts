import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import type { RowOutcome } from '../../src/contract/importing';
import { type FileFormat, validateFile, validatedRows, readRows, writeReports } from '../../src/importFile';
import { all, HEADER, inputOf, linesOf, setImportFolder } from './importFolder';

const folder = setImportFolder();

const REFUSED = {
  row: 2,
  outcome: 'refused',
  failure: {
    type: 'CustomerRejected',
    step: 'createCustomer',
    message: 'Commerce says "no", and\nmore',
    customerId: 9,
  },
} satisfies RowOutcome;

const ADOPTED: RowOutcome = {
  row: 4,
  outcome: 'adopted',
  customerId: 7,
  differences: [{ field: 'created.dob', sent: 'x', stored: null }],
};

async function* streamOf(outcomes: readonly RowOutcome[]) {
  yield* outcomes;
}

interface Written {
  outcomes: (row: number) => RowOutcome;
  format?: FileFormat;
}

/** Judges a file, and writes what became of its good rows and of the others. */
async function reportsOn(content: string, { outcomes, format = 'jsonl' }: Written) {
  const path = await folder.write(content);
  const file = await folder.openPath(path);
  const validation = await validateFile(file, { onBad: () => undefined });
  const good = (await all(validatedRows(file, validation))).filter(({ kind }) => kind === 'good');
  const paths = { report: `${path}.report`, refused: `${path}.refused` };
  const counts = await writeReports({
    file,
    validation,
    outcomes: streamOf(good.map(({ row }) => outcomes(row))),
    report: { path: paths.report, format },
    refused: paths.refused,
  });
  return { ...paths, counts, folder: dirname(path) };
}

const CSV = [
  `${HEADER};group_id`.replaceAll(',', ';'),
  'a@example.com;Ann;Lee;',
  'b@example.com;"B;e""n";"L\né";1',
  'c@example.com;Cid;Lee;x',
  'd@example.com;Dan;Lee;',
  'e@example.com;Eve',
  'A@example.com;Ann;Lee;',
].join('\n');

function outcomeOf(row: number): RowOutcome {
  if (row === REFUSED.row) return REFUSED;
  return row === ADOPTED.row ? ADOPTED : { row, outcome: 'made', customerId: 100 + row };
}

const MESSAGES = [
  'group_id: must be a whole number',
  'input: has 2 cells; the header has 4',
  'email: is in row 1 (line 2) already, for the same website; keep one of the two',
];

test('the report says in the order of the file what became of each row', async () => {
  const { report, counts } = await reportsOn(CSV, { outcomes: outcomeOf });
  const lines = (await readFile(report, 'utf8')).trimEnd().split('\n');
  const invalid = (row: number, message?: string) => ({
    row,
    outcome: 'refused',
    failure: { type: 'InvalidInput', message },
  });
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    { row: 1, outcome: 'made', customerId: 101 },
    {
      row: 2,
      outcome: 'refused',
      customerId: 9,
      failure: { type: 'CustomerRejected', message: 'Commerce says "no", and\nmore' },
    },
    invalid(3, MESSAGES[0]),
    ADOPTED,
    invalid(5, MESSAGES[1]),
    invalid(6, MESSAGES[2]),
  ]);
  expect(counts).toEqual({ made: 1, adopted: 1, refused: 4 });
});

test('the report as CSV says the same', async () => {
  const { report } = await reportsOn(CSV, { outcomes: outcomeOf, format: 'csv' });
  expect(await readFile(report, 'utf8')).toBe(
    [
      'row,outcome,customerId,failureType,failureMessage,differences',
      '1,made,101,,,',
      '2,refused,9,CustomerRejected,"Commerce says ""no"", and\nmore",',
      `3,refused,,InvalidInput,${MESSAGES[0]},`,
      '4,adopted,7,,,"[{""field"":""created.dob"",""sent"":""x"",""stored"":null}]"',
      `5,refused,,InvalidInput,${MESSAGES[1]},`,
      `6,refused,,InvalidInput,"${MESSAGES[2]}",`,
      '',
    ].join('\n'),
  );
});

test('the refused rows stand in a file of the same form, with the reason beside', async () => {
  const { refused } = await reportsOn(CSV, { outcomes: outcomeOf });
  expect(await readFile(refused, 'utf8')).toBe(
    [
      'onboarding_failure;email;firstname;lastname;group_id',
      '"CustomerRejected: Commerce says ""no"", and\nmore";b@example.com;"B;e""n";"L\né";1',
      `InvalidInput: ${MESSAGES[0]};c@example.com;Cid;Lee;x`,
      `"InvalidInput: ${MESSAGES[1]}";e@example.com;Eve`,
      `"InvalidInput: ${MESSAGES[2]}";A@example.com;Ann;Lee;`,
      '',
    ].join('\n'),
  );
});

test('the file of refused rows is mended and imported as it is, and again, and they alone are in it', async () => {
  const first = await reportsOn(CSV, { outcomes: outcomeOf });
  const mended = (await readFile(first.refused, 'utf8')).replace('Cid;Lee;x', 'Cid;Lee;5');
  const second = await reportsOn(mended, {
    outcomes: (row) => (row === 2 ? { ...REFUSED, row } : { row, outcome: 'made', customerId: row }),
  });
  expect(second.counts).toEqual({ made: 2, adopted: 0, refused: 2 });
  const again = await all(readRows(await folder.openPath(second.refused)));
  expect(again.map(inputOf)).toEqual([
    { customer: { email: 'c@example.com', firstname: 'Cid', lastname: 'Lee', group_id: 5 } },
    ['input: has 3 cells; the header has 5'],
  ]);
  expect((await readFile(second.refused, 'utf8')).match(/onboarding_failure/g)).toHaveLength(1);
});

test('a number that cannot be sent as it is written is in the file of refused rows as it was', async () => {
  const lines = [
    '{"customer":{"email":"a@b.c","firstname":"A","lastname":"B","points":12345678901234567890}}',
    '{"onboarding_failure":"earlier","customer":{"points":1e400}}',
    '{ "customer":{"points":0.12345678901234567890}, "onboarding_failure":"earlier" }',
    '{}',
  ];
  const { refused } = await reportsOn(`${lines.join('\n')}\n`, { outcomes: (row) => ({ ...REFUSED, row }) });
  const kept = (await readFile(refused, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\{"onboarding_failure":"InvalidInput: [^"]+",?/, '{'));
  expect(kept).toEqual([
    lines[0],
    '{"customer":{"points":1e400}}',
    '{"customer":{"points":0.12345678901234567890} }',
    '{}',
  ]);
});

test('refused lines of JSON are mended and imported as they are, and again', async () => {
  const customer = { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' };
  const lines = [
    JSON.stringify({ customer }),
    '{"customer": nobody}',
    '{"customer":{"email":"b@example.com"}}',
  ];
  const first = await reportsOn(`${lines.join('\r\n')}\r\n`, { outcomes: (row) => ({ ...REFUSED, row }) });
  const text = await readFile(first.refused, 'utf8');
  expect(text.split('\n')).toEqual([
    JSON.stringify({ onboarding_failure: 'CustomerRejected: Commerce says "no", and\nmore', customer }),
    '{"customer": nobody}',
    expect.stringMatching(/^\{"onboarding_failure":"InvalidInput: customer.firstname: is missing; /),
    '',
  ]);
  const failure = { ...REFUSED.failure, message: 'no again' };
  const second = await reportsOn(text, { outcomes: (row) => ({ row, outcome: 'refused', failure }) });
  expect(await readFile(second.refused, 'utf8')).toContain(
    '{"onboarding_failure":"CustomerRejected: no again","customer":{',
  );
  const again = await all(readRows(await folder.openPath(second.refused)));
  expect(again.map(({ kind }) => kind)).toEqual(['good', 'bad', 'bad']);
  expect(inputOf(again[0])).toEqual({ customer });
  expect(linesOf(again[2])).toHaveLength(2);
});

/** What a spreadsheet takes for a formula at the start of a cell, whatever delimiter it is set to. */
const FORMULA = /(^|[,;|"\t\r\n])[=+\-@\t\r\n＝＋－＠]/;

/** Text of the characters that make a formula, separate cells, or mark text. */
const dangerous = fc.string({
  unit: fc.constantFrom(
    '=',
    '+',
    '-',
    '@',
    '＝',
    '＋',
    '－',
    '＠',
    "'",
    '"',
    ',',
    ';',
    '|',
    '\t',
    '\r',
    '\n',
    'a',
    ' ',
    '1',
  ),
  maxLength: 10,
});

test('no cell of a file of refused rows is a formula, and imported again each cell is what it was', async () => {
  const columns = ['email', 'firstname', 'lastname', 'prefix', 'password'];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(dangerous, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(',', ';', '\t', '|'),
      dangerous,
      async (rows, delimiter, message) => {
        const table = rows.map((cells, row) => [`p${row}@example.com`, ...cells]);
        const csv = stringify([columns, ...table], { delimiter, quoted: true });
        const given = await all(readRows(await folder.open(csv, { format: 'csv', delimiter })));
        let content = csv;
        // It may be refused again, and again.
        for (let time = 1; time <= 2; time += 1) {
          const { refused } = await reportsOn(content, {
            outcomes: (row) => ({ ...REFUSED, row, failure: { ...REFUSED.failure, message } }),
          });
          content = await readFile(refused, 'utf8');
          const cells = parse(content, { delimiter, relax_column_count: true }).slice(1).flat();
          expect(cells.filter((cell) => FORMULA.test(cell))).toEqual([]);
        }
        const again = await all(readRows(await folder.open(content, { format: 'csv', delimiter })));
        expect(again.map(inputOf)).toEqual(given.map(inputOf));
      },
    ),
    { numRuns: 60 },
  );
});

test('names that begin like text of a spreadsheet are left as they are', async () => {
  const { refused } = await reportsOn(`${HEADER}\na@example.com,'t,'t Hooft\n`, {
    outcomes: (row) => ({ ...REFUSED, row }),
  });
  const content = await readFile(refused, 'utf8');
  expect(content).toContain(",a@example.com,'t,'t Hooft\n");
  const edited = content.replace("'t Hooft", "'s Gravesande");
  const [row] = await all(readRows(await folder.open(edited)));
  expect(inputOf(row)).toMatchObject({ customer: { firstname: "'t", lastname: "'s Gravesande" } });
});

test('a report has no formulas, and its differences are the same JSON', async () => {
  await fc.assert(
    fc.asyncProperty(dangerous, fc.jsonValue(), async (sent, stored) => {
      const differences = [
        { field: `created.${sent}`, sent, stored },
        { field: 'created.x', sent: [1, -5, sent, 1e21, -1e-7], stored: { [sent]: sent } },
      ];
      const { report } = await reportsOn(`${HEADER}\na@example.com,Ann,Lee\n`, {
        outcomes: (row) => ({ row, outcome: 'made', customerId: 1, differences }),
        format: 'csv',
      });
      const [, cells = []] = parse(await readFile(report, 'utf8'));
      expect(cells.filter((cell) => FORMULA.test(cell))).toEqual([]);
      expect(JSON.parse(cells[5] ?? '')).toEqual(JSON.parse(JSON.stringify(differences)));
    }),
    { numRuns: 60 },
  );
});

test('both files are their owner’s alone', async () => {
  const { report, refused } = await reportsOn(CSV, { outcomes: outcomeOf });
  const modes = await Promise.all([report, refused].map(async (path) => (await stat(path)).mode & 0o777));
  expect(modes).toEqual([0o600, 0o600]);
});

test('where nothing was refused there is no file of refused rows, not even an older one', async () => {
  const path = await folder.write(`${HEADER}\na@example.com,Ann,Lee\n`);
  const file = await folder.openPath(path);
  const validation = await validateFile(file, { onBad: () => undefined });
  const refused = `${path}.refused`;
  await writeFile(refused, 'older');
  await writeReports({
    file,
    validation,
    outcomes: streamOf([{ row: 1, outcome: 'made', customerId: 1 }]),
    report: { path: `${path}.report`, format: 'csv' },
    refused,
  });
  expect((await readdir(dirname(path))).sort()).toEqual(
    [path, `${path}.report`].map((each) => each.split('/').at(-1)).sort(),
  );
});

test.each([
  [
    'is missing',
    (row: number) => ({ ...REFUSED, row: row + 1 }),
    'there is the outcome of row 2 where that of row 1 should be',
  ],
  [
    'cannot be had',
    () => {
      throw new Error('the server is gone');
    },
    'the server is gone',
  ],
])(
  'where an outcome %s, nothing is left of either file, and older ones stay',
  async (_, outcomes, message) => {
    const name = randomUUID();
    const path = await folder.write(`${HEADER}\na@example.com,Ann,Lee\n`, name);
    const file = await folder.openPath(path);
    const validation = await validateFile(file, { onBad: () => undefined });
    await writeFile(`${path}.refused`, 'older');
    const given = async function* (): AsyncGenerator<RowOutcome> {
      yield outcomes(1);
    };
    const report = { path: `${path}.report`, format: 'csv' } as const;
    const written = writeReports({ file, validation, outcomes: given(), report, refused: `${path}.refused` });
    await expect(written).rejects.toThrow(message);
    expect((await readdir(dirname(path))).sort()).toEqual([name, `${name}.refused`]);
    expect(await readFile(`${path}.refused`, 'utf8')).toBe('older');
  },
);
