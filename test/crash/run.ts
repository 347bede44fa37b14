import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { CHOICE } from './chosenCells';

const HELP = `Usage: npm run test:crash -- [--pairs N] [--seed N] [--cell NAME] [--results FILE]

  without options      every single cell, and 60 pairs drawn from a new seed
  --pairs N            so many pairs
  --seed N             the seed of an earlier run: the same pairs again
  --cell NAME          one cell, as a failure names it: create@sent/killWorker, token/lose+update/http500
  --results FILE       jest's results as JSON beside what is printed
`;

/** Runs the crash matrix with jest; exits with jest's status. */
function main(): number {
  const { values } = parseArgs({
    options: {
      pairs: { type: 'string', default: '60' },
      seed: { type: 'string', default: String(randomInt(1_000_000)) },
      cell: { type: 'string' },
      results: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  for (const name of ['pairs', 'seed'] as const) {
    if (!/^\d+$/.test(values[name])) throw new Error(`--${name}: must be a whole number`);
  }
  if (values.cell === undefined) process.stderr.write(`seed ${values.seed}, ${values.pairs} pairs\n`);
  const environment = {
    [CHOICE.pairs]: values.pairs,
    [CHOICE.seed]: values.seed,
    ...(values.cell !== undefined && { [CHOICE.cell]: values.cell }),
  };
  const jest = [require.resolve('jest/bin/jest'), '--config', 'jest.crash.config.js'];
  // If one wire cell is chosen, it runs like the others, with a worker process.
  const tests = values.cell === undefined ? [] : ['matrix'];
  const results = values.results === undefined ? [] : ['--json', '--outputFile', values.results];
  const { status } = spawnSync(process.execPath, [...jest, ...results, ...tests], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  return status ?? 1;
}

process.exitCode = main();
