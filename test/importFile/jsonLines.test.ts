import { ALLOW_UNKNOWN, inputOf, linesOf, setImportFolder } from './importFolder';

const folder = setImportFolder();
const customer = { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' };

test('each line is a workflow input', async () => {
  const inputs = [
    { customer: { ...customer, website_id: 2 }, update: { lastname: 'May' }, onExisting: 'adopt' },
    { customer, password: 'Line\nbreak "and" more' },
  ];
  const rows = await folder.read(inputs.map((input) => JSON.stringify(input)).join('\n'));
  expect(rows.map(inputOf)).toEqual(inputs);
});

test('a mistake in a line is reported with its place, and the other lines are read', async () => {
  const lines = [
    '{"customer":{"email":"ann@example.com","firstname":"Ann"}}',
    '',
    '{"customer":{"email":"a","email":"b"}}',
    '{"customer": nobody}',
    '"ann@example.com"',
    JSON.stringify({ customer: { ...customer, website_id: '2' } }),
    JSON.stringify({ customer }),
    '{"customer":{"points":12345678901234567890}}',
  ];
  const rows = await folder.read(`${lines.join('\n')}\n`, { format: 'jsonl' });
  expect(rows.map(({ row, line }) => [row, line])).toEqual([
    [1, 1],
    [2, 3],
    [3, 4],
    [4, 5],
    [5, 6],
    [6, 7],
    [7, 8],
  ]);
  expect(rows.map(linesOf)).toEqual([
    ['customer.lastname: is missing; give the name'],
    ['input: line 3, column 26: this member is given twice; keep one'],
    [expect.stringMatching(/^input: line 4, column 14: is not JSON/)],
    ['input: must be an object in { }, not text'],
    ['customer.website_id: must be a whole number without quotes, not text'],
    [],
    [expect.stringMatching(/^input: line 8, column 23: this number has too many digits/)],
  ]);
});

test('a line that is longer than a block of the file is read', async () => {
  const remark = 'é'.repeat(200_000);
  const rows = await folder.read(`${JSON.stringify({ customer: { ...customer, remark } })}\n`, ALLOW_UNKNOWN);
  expect(rows.map(inputOf)).toEqual([{ customer: { ...customer, remark } }]);
});
