import { BARE_WORKFLOW, THIS_PROJECT } from './contenders/choices';
import { type LoadResult, measureInRounds, ratio } from './measuring/rounds';
import { rounded, type ScenarioOptions, type ScenarioResult, type Table } from './verdict';

const { file: bare } = BARE_WORKFLOW;
const { file: thisProject } = THIS_PROJECT;

const CONTENDERS = {
  bare: BARE_WORKFLOW,
  encryption: { title: 'the bare workflow and encryption', file: bare, variant: ['encryption'] },
  metrics: { title: 'the bare workflow and metrics', file: bare, variant: ['metrics'] },
  tracing: { title: 'the bare workflow and tracing', file: bare, variant: ['tracing'] },
  attributes: { title: 'the bare workflow and search attributes', file: bare, variant: ['attributes'] },
  allOff: {
    title: 'this project without encryption, metrics and tracing',
    file: thisProject,
    variant: ['noEncryption', 'noMetrics', 'noTracing'],
  },
  thisProject: THIS_PROJECT,
};

/** What each thing costs that this project adds to a bare workflow. */
export async function run({ quick, say, stage }: ScenarioOptions): Promise<ScenarioResult> {
  const results = await measureInRounds({
    stage: await stage(),
    latency: 'none',
    contenders: CONTENDERS,
    loads: (quick ? [10] : [1, 100]).map((atOnce) => ({ atOnce, durationMs: quick ? 500 : 2_500 })),
    rounds: quick ? 1 : 5,
    say,
  });
  return { name: 'costs', verdicts: [], figures: results.map(costTable) };
}

function costTable(result: LoadResult<keyof typeof CONTENDERS>): Table {
  const names = Object.keys(CONTENDERS) as (keyof typeof CONTENDERS)[];
  return {
    title: `Throughput as a multiple of the bare workflow, ${result.atOnce} at once`,
    columns: ['', 'median', 'least', 'most'],
    rows: names
      .filter((name) => name !== 'bare')
      .map((name) => {
        const { value, least, most } = ratio(result, [name, 'bare']);
        return [CONTENDERS[name].title, ...[value, least, most].map(rounded)];
      }),
  };
}
