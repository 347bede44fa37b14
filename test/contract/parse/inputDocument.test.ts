import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseInputDocument } from '../../../src/contract/parse/inputDocument';
import { parseJsonDocument } from '../../../src/contract/parse/jsonDocument';

function problemsOf(content: string | Uint8Array): string[] {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const parsed = parseInputDocument(bytes, { name: 'customers.json' });
  return parsed.ok ? [] : parsed.problems;
}

const SMALLEST = '{"customer":{"email":"a@b","firstname":"A","lastname":"B"}}';

test("the tutorial's customer is read from its file", () => {
  const bytes = readFileSync(join(__dirname, '../../../examples/john-doe.json'));
  expect(parseInputDocument(bytes, { name: 'john-doe.json' })).toEqual({
    ok: true,
    input: {
      customer: {
        email: 'john.doe@example.com',
        firstname: 'John',
        lastname: 'Doe',
        store_id: 1,
        website_id: 1,
      },
      password: 'TempPa55word!',
      update: { firstname: 'John', lastname: 'Doe-Updated' },
    },
  });
});

test('a byte order mark of UTF-8 is accepted', () => {
  expect(problemsOf(`\ufeff${SMALLEST}`)).toEqual([]);
});

test.each(['', ' ', '\n\n', '\ufeff'])('an empty file is reported as empty: %j', (text) => {
  expect(problemsOf(text)).toEqual(['customers.json: is empty; give a JSON object']);
});

test.each([
  ['{"customer": 1 "update": 2}', 'line 1, column 16', 'a comma is expected'],
  ['{\n  "customer": {\n    "email" "x"\n  }\n}', 'line 3, column 13', 'a colon is expected'],
  ['{\r\n  "customer": ,\r\n}', 'line 2, column 15', 'a value is expected'],
  ['{\n  "customer": 1,\n}', 'line 3, column 1', 'the name of a member'],
  ['{customer: 1}', 'line 1, column 2', 'double quotes'],
  ["{'customer': 1}", 'line 1, column 2', 'double quotes'],
  ['{"customer": {', 'line 1, column 15', 'ends before its closing }'],
  ['{"customer": [1', 'line 1, column 16', 'ends before its closing ]'],
  ['{"customer": "x\ny"}', 'line 1, column 14', 'no closing quote'],
  ['{"customer": "x\ty"}', 'line 1, column 14', 'control character'],
  ['{"customer": "\\x"}', 'line 1, column 14', 'backslash'],
  ['{"customer": 1.}', 'line 1, column 14', 'digits are missing'],
  ['{"customer": 1}\n{"customer": 2}', 'line 2, column 1', 'over before this'],
  ['// the customer\n{}', 'line 1, column 1', 'comments are not allowed'],
  ['{"customer": NaN}', 'line 1, column 14', 'not a JSON value'],
])('%j is reported as invalid JSON at the position of its error', (text, position, reason) => {
  const problems = problemsOf(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(`customers.json: ${position}: is not JSON: `);
  expect(problems[0]).toContain(reason);
});

test('a member that is given twice is refused at its second position, at any depth', () => {
  expect(
    problemsOf('{"customer": {"email": "a@b",\n "email": "c@d"}, "update": {}, "update": {"email": ""}}'),
  ).toEqual([
    'customers.json: line 2, column 2: this member is given twice; keep one',
    'customers.json: line 2, column 33: this member is given twice; keep one',
  ]);
});

test.each([
  '12345678901234567890',
  '-12345678901234567890',
  '9007199254740993',
  '1e400',
  '-1e400',
  '1e-400',
  '0.1234567890123456789',
  '1.00000000000000000001',
  '123456789012345678e-3',
])('the number %s, which would change when it is sent, is refused at its position', (number) => {
  expect(problemsOf(`{"customer": {},\n "update": {"points": 1, "a": ${number}}}`)).toEqual([
    expect.stringContaining('customers.json: line 2, column 31: this number has too many digits or is'),
  ]);
  expect(problemsOf(`{"customer": {},\n "update": [${number}, ${number}]}`)).toHaveLength(2);
});

test.each([
  '0',
  '-0',
  '0.0',
  '0e5',
  '7',
  '1.50',
  '15e-1',
  '1E3',
  '9007199254740991',
  '0.1',
  '-1.25e-7',
  '0.000001',
])('the number %s is accepted, because it is sent unchanged', (number) => {
  const document = `{"customer":{"email":"a@b","firstname":"A","lastname":"B","points":${number}}}`;
  expect(problemsOf(document)).toEqual([]);
});

test('a number of half a million digits is refused in linear time', () => {
  const startedAtMs = performance.now();
  expect(problemsOf(`{"a":0.${'0'.repeat(500_000)}1}`)).toHaveLength(1);
  expect(problemsOf(`{"a":${'1'.repeat(500_000)}}`)).toHaveLength(1);
  expect(performance.now() - startedAtMs).toBeLessThan(2_000);
});

test('bytes that are not UTF-8 are reported with line and position', () => {
  const latin1 = Buffer.concat([Buffer.from('{\n"a": "Jos'), Buffer.from([0xe9]), Buffer.from('"}')]);
  expect(problemsOf(latin1)).toEqual(['customers.json: line 2: is not UTF-8 at byte 12; save it as UTF-8']);
  const cutOff = Buffer.from('{"a": "é').subarray(0, -1);
  expect(problemsOf(cutOff)).toEqual(['customers.json: line 1: is not UTF-8 at byte 8; save it as UTF-8']);
  expect(problemsOf(Buffer.from('\ufeff{}', 'utf16le'))).toEqual([
    'customers.json: is UTF-16, not UTF-8; save it as UTF-8',
  ]);
});

test('2 MB are refused because of their size, whatever they contain', () => {
  expect(problemsOf(Buffer.alloc(2_000_000, '['))).toEqual([
    'customers.json: has 2000000 bytes; the most for one customer is 524288 (512 KiB)',
  ]);
});

test('endless nesting is refused, and does not crash the program', () => {
  expect(problemsOf('['.repeat(400_000))).toEqual([expect.stringContaining('nested too deeply')]);
});

test('mistakes in fields are reported by path only', () => {
  expect(problemsOf('{"customer": {"email": "a@b", "lastname": ""}, "extra": 1}')).toEqual([
    'customer.lastname: must not be empty; give the name',
    'customer.firstname: is missing; give the name',
    expect.stringMatching(/^extra: is unknown/),
  ]);
});

test("no problem repeats the document's content", () => {
  for (const text of [
    '{"password": "s3cret',
    '{"password": s3cret}',
    '{"s3cret": 1, "s3cret": 2}',
    's3cret',
  ]) {
    expect(problemsOf(text).join()).not.toContain('s3cret');
  }
});

const INSERTED = [
  ',',
  ':',
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  '0',
  '-',
  '.',
  'e',
  '+',
  't',
  ' ',
  '\n',
  '\u0001',
  '\u00a0',
  '/',
];

test('Node and this parser accept the same texts as JSON', () => {
  const nearlyJson = fc
    .tuple(fc.json(), fc.nat(), fc.nat({ max: 3 }), fc.constantFrom(...INSERTED))
    .map(([json, at, removed, inserted]) => {
      const place = at % (json.length + 1);
      return json.slice(0, place) + inserted + json.slice(place + removed);
    });
  fc.assert(
    fc.property(fc.oneof(fc.json(), nearlyJson), (text) => {
      fc.pre(text.trim() !== '' && Buffer.from(text).toString() === text);
      const parsed = parseJsonDocument(Buffer.from(text));
      const isRefusedJson = !parsed.ok && /given twice|this number has/.test(parsed.problems[0] ?? '');
      expect(parsed.ok || isRefusedJson).toBe(isJson(text));
      if (parsed.ok) expect(parsed.value).toEqual(JSON.parse(text));
    }),
    { numRuns: 2_000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
