import fc from 'fast-check';
import { type Level, misspellings } from '../contract/parse/spellings';
import { HEADER, linesOf, setImportFolder } from './importFolder';

const folder = setImportFolder();

/** A level's member in the form of a header. */
function columnOf({ path }: Level, name: string): string {
  const prefix = path.replace(/^customer\.?/, '');
  return prefix === '' ? name : `${prefix}.${name}`;
}

test('a column in another spelling is refused once for the file, with the right spelling', async () => {
  await fc.assert(
    fc.asyncProperty(misspellings, async ({ level, right, wrong }) => {
      const column = columnOf(level, wrong);
      const problem = await folder.problemOf(`${HEADER},${column}\nann@example.com,Ann,Lee,x\n`);
      expect(problem).toContain(`line 1: column 4 (${column}) `);
      expect(problem).toMatch(new RegExp(`(spelled|left out, like|without ")\\W*${right}\\b`));
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['Email,firstname,lastname', 'column 1 (Email) must be spelled email'],
  [`${HEADER},addresses.0.countryId`, 'column 4 (addresses.0.countryId) must be spelled country_id'],
  [`${HEADER},Addresses.0.country_id`, 'column 4 (Addresses.0.country_id) must be spelled addresses'],
  [`${HEADER},Update.lastname`, 'column 4 (Update.lastname) must be spelled update'],
  [`${HEADER},on_existing`, 'column 4 (on_existing) must be spelled onExisting'],
  [`${HEADER},Customer.dob`, 'column 4 (Customer.dob) is named without "customer." before it'],
  [
    `${HEADER},update.createdAt`,
    'column 4 (update.createdAt) must be left out, like created_at; Commerce sets it',
  ],
])('the header %s is refused', async (header, problem) => {
  const cells = header.split(',').map(() => 'x');
  expect(await folder.problemOf(`${header}\n${cells.join(',')}\n`)).toBe(`line 1: ${problem}`);
});

test('a member of a JSON line in another spelling makes a bad row, with the right spelling', async () => {
  await fc.assert(
    fc.asyncProperty(misspellings, async ({ input, right, path }) => {
      const [row] = await folder.read(`${JSON.stringify(input)}\n`);
      expect(linesOf(row)).toEqual([expect.stringMatching(new RegExp(`^${path}: .*\\b${right}\\b`))]);
    }),
    { numRuns: 100 },
  );
});

test("a cell with a field's name as a custom attribute's code makes a bad row", async () => {
  const columns = 'custom_attributes.0.attribute_code,custom_attributes.0.value';
  const rows = await folder.read(
    `${HEADER},${columns}\na@example.com,A,Lee,email,x@example.com\nb@example.com,B,Lee,tier,gold\n`,
  );
  expect(rows.map(linesOf)).toEqual([
    [expect.stringMatching(/^custom_attributes\.0\.attribute_code: must not be email/)],
    [],
  ]);
});
