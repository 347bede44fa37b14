import { folderWith, jsonLines, Onboard } from './onboard';

test('a sandbox prints its settings as one line of JSON, serves them, and ends with 0 on Ctrl-C', async () => {
  const sandbox = new Onboard(['sandbox', '--json'], { cwd: await folderWith() });
  await sandbox.says(/until Ctrl-C/);
  const [line] = await sandbox.says(/^\{.*\}$/m);
  const settings = JSON.parse(line) as Record<string, string>;
  expect(Object.keys(settings)).toEqual(['CLIENT_ID', 'CLIENT_SECRET', 'REST_ENDPOINT', 'IMS_ENDPOINT']);
  const answer = await fetch(`${settings['REST_ENDPOINT']}/V1/customers/1`);
  expect(answer.status).toBe(401);
  sandbox.signal('SIGINT');
  const { status, stdout } = await sandbox.ended;
  expect(status).toBe(0);
  expect(jsonLines(stdout)).toEqual([settings]);
});
