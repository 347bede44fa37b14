import { folderWith, onboard } from './onboard';

const COMMANDS = [
  ...[
    'run',
    'dev',
    'worker',
    'start',
    'show',
    'list',
    'cancel',
    'retry',
    'forget',
    'check',
    'status',
    'sandbox',
  ],
  ...['gateway', 'codec-server', 'keys', 'setup', 'replay', 'import'],
];

test.each(COMMANDS)('the help of %s shows an example', async (command) => {
  const { status, stdout } = await onboard([command, '--help'], { cwd: await folderWith() });
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`Example:\\n.*onboard ${command}`));
});
