import { folderWith, onboard } from './onboard';

test.each(['run', 'start', 'worker', 'sandbox'])('the help of %s shows an example', async (command) => {
  const { status, stdout } = await onboard([command, '--help'], { cwd: await folderWith() });
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`Example:\\n.*onboard ${command}`));
});
