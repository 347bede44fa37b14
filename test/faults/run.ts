import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

const HELP = `Usage: npm run test:faults -- [--onboardings N] [--seed N]

  --onboardings N      how many (2000)
  --seed N             the seed of an earlier run, which it printed: the same faults and disturbances again
`;

/** Runs the fault run with jest; exits with jest's status. */
function main(): number {
  const { values } = parseArgs({
    options: {
      onboardings: { type: 'string', default: '2000' },
      seed: { type: 'string', default: String(randomInt(1_000_000)) },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  for (const name of ['onboardings', 'seed'] as const) {
    if (!/^\d+$/.test(values[name])) throw new Error(`--${name}: must be a whole number`);
  }
  const env = { ...process.env, FAULT_ONBOARDINGS: values.onboardings, FAULT_SEED: values.seed };
  const jest = [require.resolve('jest/bin/jest'), '--config', 'jest.long.config.js', 'test/faults'];
  const { status } = spawnSync(process.execPath, jest, { stdio: 'inherit', env });
  return status ?? 1;
}

process.exitCode = main();
