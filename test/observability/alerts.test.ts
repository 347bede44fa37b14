import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { eventsCommand } from '../../src/cli/events/command';
import { listCommand } from '../../src/cli/list/command';
import { replayCommand } from '../../src/cli/replay/command';
import { retryCommand } from '../../src/cli/retry/command';
import { statusCommand } from '../../src/cli/status/command';
import { FAILURES } from '../../src/contract/failures';
import { alerts, OBSERVABILITY } from './namedMetrics';

const isMissing = spawnSync('promtool', ['--version']).status !== 0 && process.env['CI'] !== 'true';

/** In CI a missing program fails the tests; elsewhere a message names it, and jest counts them as skipped. */
const testWithPromtool = isMissing ? test.skip : test;

beforeAll(() => {
  if (!isMissing) return;
  const message = 'NOT RUN: the alert rules were not checked with promtool, which is not installed here.';
  process.stderr.write(`\n${message} (Debian: apt-get install prometheus)\n`);
});

function promtool(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr, error } = spawnSync('promtool', args, {
    cwd: OBSERVABILITY,
    encoding: 'utf8',
    timeout: 25_000,
  });
  return { status, output: error ? error.message : `${stdout}${stderr}` };
}

testWithPromtool('Prometheus accepts the alert rules', () => {
  expect(promtool('check', 'rules', 'prometheus/alerts.yml')).toEqual({
    status: 0,
    output: expect.stringContaining(`${alerts().length} rules found`),
  });
});

testWithPromtool('each alert fires when it should, and not otherwise', () => {
  expect(promtool('test', 'rules', 'prometheus/alerts.test.yml')).toEqual({
    status: 0,
    output: expect.stringContaining('SUCCESS'),
  });
});

/** The command for an alert, with a failure type if the alert has one. */
const typed = alerts().flatMap(({ alert, annotations: { command, afterwards } }) =>
  [command, afterwards]
    .filter((line) => line !== undefined)
    .map((line) => [alert, line.replace('{{ $labels.failure }}', 'CommerceUnavailable')] as const),
);

test('each alert contains a command', () => {
  expect(new Set(typed.map(([alert]) => alert))).toEqual(new Set(alerts().map(({ alert }) => alert)));
});

test.each(typed)('%s: `%s` is an existing command', (_, line) => {
  const [program, name, ...words] = line.split(' ');
  const commands = [eventsCommand, listCommand, replayCommand, retryCommand, statusCommand].map((create) =>
    create(() => Promise.resolve()),
  );
  const command = commands.find((candidate) => candidate.name() === name) ?? new Command();
  expect([program, command.name()]).toEqual(['onboard', name]);
  const below = command.commands.find((candidate) => candidate.name() === words[0]);
  const options = below ? words.slice(1) : words;
  expect((below ?? command).exitOverride().parseOptions(options)).toEqual({ operands: [], unknown: [] });
});

test('the failure types of alerts are in the table', () => {
  const named = alerts().flatMap(({ expr }) =>
    [...expr.matchAll(/failure!?[=~]+"([^"]+)"/g)].flatMap(([, types = '']) => types.split('|')),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(Object.keys(FAILURES)).toEqual(expect.arrayContaining(named));
});
