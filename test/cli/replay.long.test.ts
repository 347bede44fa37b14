import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { encryptionKeyText } from '../../src/temporal/encryption';
import { HISTORY_KEYS } from '../histories/keys';
import { somebody } from '../setup/people';
import { folderWith, jsonLines, onboard, startWorker } from './onboard';
import { openPlace } from './sharedHome';

jest.setTimeout(120_000);

const FOLDER = join(__dirname, '../histories');
/** A server is configured but never used: a file needs only the keys. */
const env = {
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  ONBOARDING_ENCRYPTION_KEYS: HISTORY_KEYS.map(encryptionKeyText).join(),
};

test('a file is described step by step, and needs no server', async () => {
  const cwd = await folderWith();
  const { status, stdout } = await onboard(['replay', join(FOLDER, 'doneAfterTries.json')], { cwd, env });
  expect(status).toBe(0);
  expect(stdout).toMatch(/Z {2}started with \{"customer":.*"password":"\(hidden\)"/);
  expect(stdout).toMatch(
    /Z {2}createCustomer, tries 1 to 2 had failed, the last one with CommerceUnavailable: /,
  );
  expect(stdout).toMatch(/Z {2}createCustomer, try 3 is done: \{"customer":\{"id":1,/);
  expect(stdout).toMatch(/Z {2}ended: done, .*\nThe code agrees\.\n$/);
});

test('a folder gives one line per history, and a count; exit status 1 if the code disagrees with one', async () => {
  const text = await readFile(join(FOLDER, 'done.json'), 'utf8');
  const cwd = await folderWith({
    'changed.json': text.replaceAll('"createCustomer"', '"makeCustomer"'),
    'done.json': text,
  });
  const { status, stdout } = await onboard(['replay', '.'], { cwd, env });
  expect(status).toBe(1);
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(
      /^changed\.json: The code differs at event 11: .*'makeCustomer'.*'createCustomer'$/,
    ),
    'done.json: The code agrees.',
    'Histories: 2; the code agrees with 1, differs from 1, could not replay 0.',
  ]);
});

test('reads histories from the server, by ID, by status and by a query', async () => {
  const place = await openPlace({ files: { 'input.json': JSON.stringify({ customer: somebody() }) } });
  const run = await place.command(['run', 'input.json', '--json']).ended;
  const workflowId = String(jsonLines(run.stdout)[0]?.['workflowId']);
  const shown = await place.command(['replay', workflowId, '--json']).ended;
  expect(jsonLines(shown.stdout)).toMatchObject([{ workflowId, agreement: { kind: 'agrees' } }]);
  for (const args of [
    ['--status', 'done'],
    ['--since', '1h'],
    ['--query', `WorkflowId = "${workflowId}"`],
  ]) {
    const { status, stdout } = await place.command(['replay', ...args]).ended;
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${workflowId} [0-9a-f-]+: The code agrees\\.\nHistories: 1;`));
  }
  const refused = await place.command(['replay', '--query', 'Nothing ==']).ended;
  expect(refused).toMatchObject({ status: 2, stdout: '' });
  expect(refused.stderr).toMatch(/^replay: --query: /m);
  const unknown = await place.command(['replay', `onboard-${'0'.repeat(32)}`]).ended;
  expect(unknown).toMatchObject({ status: 2, stdout: '' });
});

test('an ID of another form is an ID unless there is a file of that name', async () => {
  const { command, cwd, env: settings } = await openPlace();
  const worker = await startWorker({ command });
  const [{ server } = {}] = jsonLines((await command(['status', '--json']).ended).stdout);
  const connection = await Connection.connect(server as { address: string });
  const workflowId = '\u001b[31morders/4711';
  const handle = await new Client({ connection }).workflow.start('onboardCustomer', {
    workflowId,
    taskQueue: settings['ONBOARDING_TASK_QUEUE'] ?? '',
    args: [{ customer: somebody() }],
  });
  await handle.result().catch(() => undefined);
  await connection.close();
  worker.signal('SIGINT');

  const replayed = await command(['replay', workflowId]).ended;
  expect(replayed).toMatchObject({ status: 0, stderr: '' });
  expect(replayed.stdout).toMatch(/^Onboarding \ufffd\[31morders\/4711, run .*\n(.*\n)+The code agrees\.\n$/);
  const unknown = await command(['replay', 'orders/4712']).ended;
  expect(unknown).toMatchObject({ status: 2, stdout: '' });
  expect(unknown.stderr).toMatch(
    /Temporal has no onboarding orders\/4712\. .*\n.*there is no file or folder of that name either\n$/,
  );
  await writeFile(join(cwd, 'order-4713'), '{}');
  const file = await command(['replay', 'order-4713']).ended;
  expect(file).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^order-4713: is not the history/m) as string,
  });
});

test.each([
  ['a file that does not exist', ['nowhere.json'], /^nowhere\.json: cannot be read \(ENOENT\)/m],
  ['a file that is not a history', ['other.json'], /^other\.json: is not the history of an onboarding/m],
  ['two choices at once', ['.', '--query', 'x'], /^replay: give one of /m],
  ['nothing', [], /^replay: give one of /m],
])('%s is exit status 2', async (_, args, message) => {
  const cwd = await folderWith({ 'other.json': '{"name":"commerce"}' });
  const { status, stdout, stderr } = await onboard(['replay', ...args], { cwd, env });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(message);
});
