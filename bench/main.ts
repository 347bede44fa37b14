import { parseArgs } from 'node:util';
import { installPeers } from './installPeers';
import { keepResult } from './report/results';
import { writeDocument } from './report/document';
import { loadScenario, SCENARIO_NAMES, type ScenarioName } from './scenarios';
import { openStage, type Stage } from './stage/stage';
import type { ScenarioOptions, ScenarioResult } from './verdict';

const USAGE = `npm run bench -- [--quick] [--memory] [--json] [SCENARIO...]
  --quick   sees that each scenario works, in minutes; gives no verdict and writes no file
  --memory  the long forms of memory and importMemory, up to onboarding 20,000 and row 1,000,000
  --json    prints the results as one JSON document
  SCENARIO  ${SCENARIO_NAMES.join(', ')}; without one, all of them`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      memory: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const names = positionals.length === 0 ? SCENARIO_NAMES : positionals.map(scenarioName);
  installPeers(say);
  const results = await runScenarios(names, { quick: values.quick, long: values.memory }, async (result) => {
    if (!values.json) print(result);
    if (!values.quick) await writeDocument(await keepResult(result));
  });
  if (values.json) console.log(JSON.stringify(results, null, 2));
  if (results.some(({ verdicts }) => verdicts.some(({ ok }) => !ok))) process.exitCode = 1;
}

async function runScenarios(
  names: readonly ScenarioName[],
  form: Pick<ScenarioOptions, 'quick' | 'long'>,
  tell: (result: ScenarioResult) => Promise<void>,
): Promise<ScenarioResult[]> {
  let opening: Promise<Stage> | undefined;
  const stage = () => (opening ??= openStage(say));
  process.once('SIGINT', () => void opening?.then((open) => open.close()).finally(() => process.exit(130)));
  const results: ScenarioResult[] = [];
  try {
    for (const name of names) {
      say(`${name} ...`);
      const scenario = await loadScenario(name);
      const result = await scenario.run({ ...form, say, stage });
      results.push(result);
      await tell(result);
    }
  } finally {
    await (await opening)?.close();
  }
  return results;
}

function scenarioName(given: string): ScenarioName {
  const name = SCENARIO_NAMES.find((known) => known === given);
  if (name === undefined) throw new Error(`There is no scenario ${given}.\n${USAGE}`);
  return name;
}

function say(line: string): void {
  console.error(line);
}

function print({ name, figures, verdicts }: ScenarioResult): void {
  console.log(`\n${name}`);
  for (const { title, columns, rows } of figures) {
    console.log(`\n${title}`);
    console.table(rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]]))));
  }
  for (const { bound, measured, ok } of verdicts)
    console.log(`${ok ? 'kept  ' : 'MISSED'}  ${bound}: ${measured}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
