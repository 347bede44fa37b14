import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { type Ending, folderWith, onboard } from './onboard';

jest.setTimeout(60_000);

const testWithZsh = spawnSync('zsh', ['--version']).status === 0 ? test : test.skip;

async function help(...command: string[]): Promise<string> {
  const { status, stdout } = await onboard([...command, '--help'], { cwd: await folderWith() });
  expect(status).toBe(0);
  return stdout;
}

/** The names of the commands in a help text. */
function commandsIn(text: string): string[] {
  const [, ...groups] = text.split(/^(?=\S.*:$)/m);
  return groups
    .filter((group) => !/^(Options|Arguments|Example|Help):/.test(group))
    .flatMap((group) => [...group.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = '']) => name))
    .filter((name) => name !== 'help');
}

test('the help groups the commands by purpose', async () => {
  const text = await help();
  const headings = [...text.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([
    'Options',
    ...[
      'On this machine',
      'Onboard',
      'Follow, correct and erase',
      'Serve',
      'Set up and look after it',
      'Help',
    ],
  ]);
  expect(commandsIn(text)).toEqual([
    ...[
      'demo',
      'dev',
      'sandbox',
      'run',
      'start',
      'import',
      'show',
      'list',
      'cancel',
      'retry',
      'replay',
      'forget',
      'events',
    ],
    ...['worker', 'gateway', 'codec-server', 'check', 'setup', 'keys', 'status', 'completion'],
  ]);
});

test('the help of every command and sub-command has an example', async () => {
  const visit = async (command: readonly string[]): Promise<string[]> => {
    const text = await help(...command);
    const without = text.includes('Example:\n') && text.split('Example:\n')[1]?.includes(command[0] ?? '');
    const below = commandsIn(text).map((name) => visit([...command, name]));
    return [...(without ? [] : [command.join(' ')]), ...(await Promise.all(below)).flat()];
  };
  const commands = commandsIn(await help());
  expect((await Promise.all(commands.map((name) => visit([name])))).flat()).toEqual([]);
});

describe('completion', () => {
  let script: Ending;
  beforeAll(async () => {
    script = await onboard(['completion', 'bash'], { cwd: await folderWith() });
  });

  /** The completions that bash offers for the last word. */
  async function offered(...words: string[]): Promise<string[]> {
    const list = words.map((word) => `'${word}'`).join(' ');
    const line = `${script.stdout}
      COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _onboard; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await promisify(execFile)('bash', ['-c', line]);
    return stdout.split('\n').filter((word) => word !== '');
  }

  test.each([
    [
      ['onboard', 're'],
      ['retry', 'replay'],
    ],
    [['commerce-onboarding', 'gateway', 'keys', 'rev'], ['revoke']],
    [['onboard', 'start', '--w'], ['--wait']],
    [
      ['onboard', 'sandbox', '--latency', ''],
      ['none', 'measured'],
    ],
    [['onboard', 'sandbox', 'fault', 'to'], ['token']],
    [
      ['onboard', 'completion', ''],
      ['bash', 'zsh', '--debug', '--help'],
    ],
    [['onboard', 'run', 'exa'], []],
  ])('of %j offers %j', async (words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });

  testWithZsh('completes in zsh as well', async () => {
    const { stdout } = await onboard(['completion', 'zsh'], { cwd: await folderWith() });
    const cwd = await folderWith({ 'completion.zsh': stdout });
    // In a zsh terminal, what is typed comes back completed.
    const session = `zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell 'source completion.zsh; print RE\\ADY'
      zpty -r shell said '*READY*'
      zpty -w -n shell $'onboard gateway keys rev\\t'
      zpty -r shell said '*revoke*' && print completed`;
    const ended = await promisify(execFile)('zsh', ['-f', '-c', session], { cwd, timeout: 30_000 });
    expect(ended.stdout).toBe('completed\n');
  });

  test('works for both names of the command', () => {
    expect(script.stdout).toContain('complete -o default -F _onboard commerce-onboarding onboard');
  });
});
