import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonLines, startWorker } from './onboard';
import { openPlace, type Place, type PlaceOptions } from './sharedHome';

jest.setTimeout(120_000);

const HEADER = 'email,firstname,lastname,website_id,password,update.lastname';

/** Rows with email addresses that no other test uses. */
function csv(count: number, changes: Readonly<Record<number, string>> = {}): string {
  const rows = Array.from(
    { length: count },
    (_, index) => changes[index + 1] ?? `row${index + 1}@example.com,Jane,Roe,1,,`,
  );
  return [HEADER, ...rows, ''].join('\n');
}

async function placeWithWorker(options: PlaceOptions): Promise<Place> {
  const place = await openPlace(options);
  await startWorker(place);
  return place;
}

describe('before anything is sent', () => {
  test('--check reports every bad row, with its line and column', async () => {
    const file = csv(4, {
      2: 'row2@example.com,Jane,,1,,',
      3: 'row3@example.com,Jane,Roe,first,,',
      4: 'ROW1@example.com,Jane,Roe,1,,',
    });
    const { command, sandbox } = await openPlace({ files: { 'people.csv': file } });
    const { status, stdout, stderr } = await command(['import', 'people.csv', '--check', '--json']).ended;
    expect(status).toBe(2);
    expect(jsonLines(stdout)).toMatchObject([{ rows: 4, good: 1, bad: 3, duplicates: 1, mails: 1 }]);
    expect(stderr).toMatch(/^people\.csv: line 3 \(row 2\): lastname: /m);
    expect(stderr).toMatch(/^people\.csv: line 4 \(row 3\): website_id: must be a whole number/m);
    expect(stderr).toMatch(/^people\.csv: line 5 \(row 4\): email: .*row 1/m);
    expect(stderr).not.toMatch(/@example\.com/);
    expect(sandbox.requests()).toEqual([]);
  });

  test.each([
    ['an empty file', '', /people\.csv: .*empty/],
    ['a file without the required columns', 'email,firstname\na@example.com,Jane\n', /line 1: .*lastname/],
    ['a truncated file', `${HEADER}\n"row1@example.com,Jane,Roe,1,,`, /line 2: /],
    [
      'a file in another encoding',
      Buffer.from(`${HEADER}\nrow1@example.com,J\xe4ne,Roe,1,,`, 'latin1'),
      /UTF-8/,
    ],
    [
      'a file with 10 MB in a field',
      `${HEADER}\nrow1@example.com,${'J'.repeat(10_000_000)},Roe,1,,`,
      /line 2: /,
    ],
  ])('%s is refused with a sentence', async (_, content, sentence) => {
    const { command, sandbox, cwd } = await openPlace();
    await writeFile(join(cwd, 'people.csv'), content);
    const { status, stderr } = await command(['import', 'people.csv', '--yes']).ended;
    expect(stderr).toMatch(sentence);
    expect(status).toBe(2);
    expect(sandbox.requests()).toEqual([]);
  });

  test('bad rows stop it, and so does a missing terminal to confirm on', async () => {
    const files = { 'bad.csv': csv(2, { 2: 'row2,Jane,Roe,1,,' }), 'good.csv': csv(2) };
    const { command, sandbox } = await openPlace({ files });
    const bad = await command(['import', 'bad.csv', '--yes']).ended;
    expect(bad).toMatchObject({ status: 2, stderr: expect.stringMatching(/--skip-invalid$/m) as string });
    const unasked = await command(['import', 'good.csv']).ended;
    expect(unasked).toMatchObject({ status: 2, stderr: expect.stringMatching(/Use --yes/) as string });
    expect(sandbox.requests()).toEqual([]);
  });
});

test('every customer is created once; the report lists each row, and refused rows are imported after correction', async () => {
  const file = csv(5, {
    2: 'row2,Jane,Roe,1,,',
    3: 'row3@example.com,Jane,Roe,1,short,',
    4: 'row4@example.com,Jane,Roe,1,,Roe-Updated',
  });
  const place = await placeWithWorker({ files: { 'people.csv': file } });
  const { command, sandbox, cwd } = place;
  const args = ['--skip-invalid', '--yes', '--json'];
  const first = await command(['import', 'people.csv', ...args]).ended;
  expect(first.status).toBe(1);
  const last = jsonLines(first.stdout).at(-1);
  expect(last).toMatchObject({ rows: 5, made: 3, adopted: 0, refused: 2 });
  const report = await readFile(String(last?.['report']), 'utf8');
  expect(report.trimEnd().split('\n').slice(1)).toEqual([
    expect.stringMatching(/^1,made,\d+,/),
    expect.stringMatching(/^2,refused,,InvalidInput,/),
    expect.stringMatching(/^3,refused,,CustomerRejected,/),
    expect.stringMatching(/^4,made,\d+,/),
    expect.stringMatching(/^5,made,\d+,/),
  ]);
  expect(sandbox.customers().map(({ email }) => email)).toHaveLength(3);

  const requests = sandbox.requests().length;
  const again = await command(['import', 'people.csv', ...args]).ended;
  expect(jsonLines(again.stdout)).toEqual([last]);
  expect(sandbox.requests()).toHaveLength(requests);

  const refused = await readFile(String(last?.['refusedRows']), 'utf8');
  const corrected = refused.replace('row2,', 'row2@example.com,').replace(',short,', ',TempPa55word!,');
  await writeFile(join(cwd, 'corrected.csv'), corrected);
  const second = await command(['import', 'corrected.csv', '--yes', '--json']).ended;
  expect(second.status).toBe(0);
  expect(jsonLines(second.stdout).at(-1)).toMatchObject({ rows: 2, made: 2, refused: 0 });
  expect(sandbox.customers()).toHaveLength(5);
  expect(sandbox.mails()).toHaveLength(5);
});

test('JSON Lines from standard input, detached; watch follows it to its end, and the same command then reports', async () => {
  const { command, sandbox } = await placeWithWorker({});
  const line = (email: string) => JSON.stringify({ customer: { email, firstname: 'Jane', lastname: 'Roe' } });
  const input = `${line('one@example.com')}\n${line('two@example.com')}\n`;
  const detached = await command(['import', '-', '--yes', '--detach'], input).ended;
  expect(detached.status).toBe(0);
  const importId = detached.stdout.trim();
  expect(await command(['import', 'watch', importId]).ended).toMatchObject({ status: 0 });
  const status = await command(['import', 'status', importId, '--json']).ended;
  expect(jsonLines(status.stdout)).toEqual([
    { importId, rows: 2, made: 2, adopted: 0, refused: 0, chunks: { done: 1 } },
  ]);
  const reported = await command(['import', '-', '--json'], input).ended;
  expect(jsonLines(reported.stdout).at(-1)).toMatchObject({ importId, made: 2 });
  expect(sandbox.customers()).toHaveLength(2);
});

test('a systemic failure stops it with advice; once the cause is fixed, the same command resumes', async () => {
  const place = await placeWithWorker({ files: { 'people.csv': csv(6) } });
  const { command, sandbox } = place;
  const body = { message: "The consumer isn't authorized to access %resources.", parameters: {} };
  sandbox.fail({ on: 'create', what: { kind: 'status', status: 403, made: false, body } });
  const stopped = await command(['import', 'people.csv', '--yes']).ended;
  expect(stopped.status).toBe(1);
  expect(stopped.stderr).toMatch(/^AccessDenied: row \d: /m);
  expect(stopped.stderr).toMatch(/run the same command to resume\.$/m);
  sandbox.clearFaults();
  const on = await command(['import', 'people.csv', '--json']).ended;
  expect(on.status).toBe(0);
  expect(on.stderr).toMatch(/^Resuming the import /m);
  expect(jsonLines(on.stdout).at(-1)).toMatchObject({ rows: 6, refused: 0 });
  expect(sandbox.mails()).toHaveLength(6);
});

test('of 1,500 rows, the two that always fail are refused with their last error, and the others are created in one run', async () => {
  const { command, sandbox } = await placeWithWorker({ files: { 'people.csv': csv(1_500) } });
  const failing = { kind: 'status', status: 500, made: false, body: { message: 'Internal Error.' } } as const;
  sandbox.fail({
    on: 'create',
    email: 'row400@example.com',
    what: { kind: 'html', status: 403, made: false },
  });
  sandbox.fail({ on: 'create', email: 'row1200@example.com', what: failing });
  const { status, stdout } = await command(['import', 'people.csv', '--yes', '--json']).ended;
  const last = jsonLines(stdout).at(-1);
  expect({ status, ...last }).toMatchObject({ status: 1, rows: 1_500, made: 1_498, adopted: 0, refused: 2 });
  const report = await readFile(String(last?.['report']), 'utf8');
  expect(report.split('\n').filter((line) => line.includes(',refused,'))).toEqual([
    expect.stringMatching(/^400,refused,,CommerceUnavailable,.*403/),
    expect.stringMatching(/^1200,refused,,CommerceUnavailable,.*Internal Error/),
  ]);
  expect(sandbox.mails()).toHaveLength(1_498);
});

test('a cancelled import is listed and keeps its figures, and its report sends nothing until it is complete', async () => {
  const place = await placeWithWorker({
    files: { 'people.csv': csv(40) },
    settings: { ONBOARDING_IMPORT_CONCURRENCY: '2' },
  });
  const { command, sandbox } = place;
  sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: 3_000 } });
  const importing = command(['import', 'people.csv', '--yes', '--json']);
  const [, importId = ''] = await importing.says(/"importId":"([0-9a-f]+)".*"made":[1-9]/);
  await command(['import', 'cancel', importId]).ended;
  expect((await importing.ended).status).toBe(1);
  const made = sandbox.customers().length;
  const status = await command(['import', 'status', importId, '--json']).ended;
  const figures = { importId, made, adopted: 0, refused: 0, chunks: { cancelled: 1 } };
  expect(jsonLines(status.stdout)).toEqual([{ ...figures, rows: 40 }]);
  const list = await command(['import', 'list', '--json']).ended;
  expect(jsonLines(list.stdout)).toContainEqual(expect.objectContaining(figures));

  const requests = sandbox.requests().length;
  const report = await command(['import', 'report', importId]).ended;
  expect(report).toMatchObject({ status: 1, stdout: '' });
  expect(report.stderr).toMatch(new RegExp(`There is no report yet: ${40 - made} of rows 1 to 40 `));
  expect(sandbox.requests()).toHaveLength(requests);

  sandbox.clearFaults();
  const on = await command(['import', 'people.csv', '--json']).ended;
  expect(jsonLines(on.stdout).at(-1)).toMatchObject({ rows: 40, made: 40 });
  expect(sandbox.mails()).toHaveLength(40);
});

test('it stops early if the first rows are all refused for the same reason, and --allow-refusals continues', async () => {
  const rows = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [index + 1, `row${index + 1}@example.com,Jane,Roe,1,short,`]),
  );
  const place = await placeWithWorker({ files: { 'people.csv': csv(60, rows) } });
  const { command } = place;
  const stopped = await command(['import', 'people.csv', '--yes']).ended;
  expect(stopped.status).toBe(1);
  expect(stopped.stderr).toMatch(
    /^CustomerRejected: the first 20 rows were all refused alike: The password /m,
  );
  expect(stopped.stderr).toMatch(/--allow-refusals/);
  const on = await command(['import', 'people.csv', '--allow-refusals', '--json']).ended;
  expect(on.status).toBe(1);
  expect(jsonLines(on.stdout).at(-1)).toMatchObject({ rows: 60, made: 0, refused: 60 });
});

test('cancel stops an import by its ID; a changed file is a different import', async () => {
  const place = await placeWithWorker({
    files: { 'people.csv': csv(40) },
    settings: { ONBOARDING_IMPORT_CONCURRENCY: '1' },
  });
  const { command, sandbox, cwd } = place;
  sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: 200 } });
  const importing = command(['import', 'people.csv', '--yes', '--json']);
  await sandbox.nextCustomer();
  const [, importId = ''] = await importing.says(/"importId":"([0-9a-f]+)"/);
  const cancelled = await command(['import', 'cancel', importId, '--json']).ended;
  expect(jsonLines(cancelled.stdout)).toEqual([{ importId, cancelled: 1 }]);
  expect(await importing.ended).toMatchObject({ status: 1 });
  expect(sandbox.customers().length).toBeLessThan(40);
  await appendFile(join(cwd, 'people.csv'), 'row41@example.com,Jane,Roe,1,,\n');
  const report = await command(['import', 'report', importId]).ended;
  expect(report).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/has changed; with its new content/) as string,
  });
});
