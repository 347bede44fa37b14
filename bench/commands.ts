import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startProgram, stopProgram } from './stage/program';
import { atMost, rounded, type ScenarioOptions, type ScenarioResult } from './verdict';

const REPOSITORY = resolve(__dirname, '..');
const PROGRAM = join(REPOSITORY, 'bin/commerce-onboarding.js');
/** For a command with a worker of its own as for one that asks Temporal alone. */
const MOST_CPU_SECONDS = 3;
const ROUNDS = 3;

/** The commands of the tutorial against `dev`: the CPU time of each, with all the processes that it starts. */
export async function run({ quick, say }: Pick<ScenarioOptions, 'quick' | 'say'>): Promise<ScenarioResult> {
  const folder = await mkdtemp(join(tmpdir(), 'onboarding-commands-'));
  const dev = startProgram({ command: process.execPath, args: [PROGRAM, 'dev'], cwd: folder });
  try {
    await dev.says(/^Gateway /m);
    const commands = await commandsOfTutorial();
    const cpuSeconds = new Map<string, number[]>(commands.map((command) => [command, []]));
    for (let round = 1; round <= (quick ? 1 : ROUNDS); round += 1) {
      say(`  round ${round} ...`);
      for (const [command, seconds] of cpuSeconds) seconds.push(await cpuSecondsOf(command, folder));
    }
    const medians = [...cpuSeconds].map(
      ([command, seconds]) => [command, seconds.toSorted((a, b) => a - b)[seconds.length >> 1] ?? 0] as const,
    );
    const most = Math.max(...medians.map(([, seconds]) => seconds));
    return {
      name: 'commands',
      verdicts: quick
        ? []
        : [atMost({ what: 'CPU time of a command', limit: MOST_CPU_SECONDS, unit: ' s' }, { value: most })],
      figures: [
        {
          title: 'CPU time of the commands of the tutorial, with `onboard dev` running',
          columns: ['', 'seconds'],
          rows: medians.map(([command, seconds]) => [`\`${command}\``, rounded(seconds)]),
        },
      ],
    };
  } finally {
    await stopProgram(dev);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Without `dev` itself, and without those of an ID, which need one of this run. */
async function commandsOfTutorial(): Promise<string[]> {
  const tutorial = await readFile(join(REPOSITORY, 'docs/tutorial/first-onboarding.md'), 'utf8');
  const typed = [...tutorial.matchAll(/^\$ npx (commerce-onboarding .*)$/gm)].map(
    ([, command = '']) => command,
  );
  return typed.filter((command) => !/ dev$|onboard-[0-9a-f]{32}/.test(command));
}

async function cpuSecondsOf(command: string, folder: string): Promise<number> {
  const examples = command.replaceAll('examples/', `${REPOSITORY}/examples/`);
  const line = examples.replace(/^commerce-onboarding/, `'${process.execPath}' '${PROGRAM}'`);
  const shell = startProgram({ command: 'bash', args: ['-c', `${line} && times`], cwd: folder });
  const { status, output } = await shell.ended;
  if (status !== 0) throw new Error(`${command} fails: ${output}`);
  // The last line of `times` is about the children of the shell: user and system.
  const times = [...(output.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  return times.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}
