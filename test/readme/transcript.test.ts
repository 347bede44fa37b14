import { spawn } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { folderWith, inherited, isRunning, MAIN, Onboard, serverPid } from '../cli/onboard';

jest.setTimeout(180_000);

const PACKAGE = resolve(__dirname, '../..');

/** A command in the tutorial's transcript, and the lines that it prints. */
interface Played {
  readonly command: string;
  readonly lines: readonly string[];
}

async function transcripts(): Promise<Played[]> {
  const tutorial = await readFile(join(PACKAGE, 'docs/tutorial/first-onboarding.md'), 'utf8');
  const blocks = [...tutorial.matchAll(/```console\n([^]*?)```/g)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...lines] = part.replace(/\n$/, '').split('\n');
        return { command, lines };
      }),
  );
}

/** Replaces what differs between runs; workflow IDs by the order of their appearance. */
class Normal {
  private readonly ids: string[] = [];

  of(line: string): string {
    return line
      .replace(/onboard-[0-9a-f]{32}/g, (id) => `ID${this.numberOf(id)}`)
      .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, 'TIME')
      .replace(/127\.0\.0\.1:\d+/g, 'ADDRESS')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'RUN')
      .replace(/^(State +).*/, '$1FOLDER')
      .replace(/^Worker \d+ +/, 'Worker PROCESS ')
      .replace(/\d+ requests a second/, 'RATE');
  }

  numberOf(id: string): number {
    if (!this.ids.includes(id)) this.ids.push(id);
    return this.ids.indexOf(id);
  }

  idNumbered(number: number): string {
    return this.ids[number] ?? '';
  }
}

/** A line `...` of the tutorial matches any number of lines. */
function asPattern(lines: readonly string[]): RegExp {
  const escaped = lines.map((line) =>
    line.trim() === '...' ? '(?:.*\\n)*?' : `${line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\n`,
  );
  return new RegExp(`^${escaped.join('')}$`);
}

/** Both outputs, as a terminal shows them. */
async function inTerminal(cwd: string, command: string): Promise<string> {
  const line = `${command.replace(/^npx commerce-onboarding/, `"${process.execPath}" "${MAIN}"`)} 2>&1`;
  const child = spawn('sh', ['-c', line], { cwd, env: inherited(), stdio: ['ignore', 'pipe', 'inherit'] });
  return await text(child.stdout);
}

test("a terminal shows the tutorial's session", async () => {
  const [development, ...session] = await transcripts();
  expect(session.length).toBeGreaterThan(5);
  const cwd = await folderWith();
  await cp(join(PACKAGE, 'examples'), join(cwd, 'examples'), { recursive: true });
  const [documented, seen] = [new Normal(), new Normal()];

  const dev = new Onboard(['dev'], { cwd });
  await dev.says(/^Try .*$/m);
  const server = await serverPid(join(cwd, '.onboarding'));
  for (const { command, lines } of session) {
    const wanted = asPattern(lines.map((line) => documented.of(line)));
    const given = command.replace(/onboard-[0-9a-f]{32}/g, (id) => seen.idNumbered(documented.numberOf(id)));
    const shown = await inTerminal(cwd, given);
    const normal = shown.split('\n').map((line) => seen.of(line));
    expect({ command, shown: normal.join('\n') }).toEqual({
      command,
      shown: expect.stringMatching(wanted) as string,
    });
  }
  dev.signal('SIGINT');
  const { status, stdout, stderr } = await dev.ended;
  expect(status).toBe(0);
  expect(stdout.split('\n').map((line) => seen.of(line))).toEqual([
    ...(development?.lines ?? []).map((line) => documented.of(line)),
    '',
  ]);
  // The worker of `onboard run` may make customer 1 too.
  expect(stderr).toMatch(/INFO: onboarding done {2}customer 2 {2}onboard-[0-9a-f]{32}\n/);
  expect(isRunning(server)).toBe(false);
});
