import {
  BARE_WORKFLOW,
  BARE_WORKFLOW_AS_IT_COMES,
  BULLMQ,
  DBOS,
  EMPTY_WORKFLOW,
  PLAIN_LOOP,
  RESTATE,
  THIS_PROJECT,
  TUTORIAL_SCRIPT,
} from './contenders/choices';
import { type LoadResult, loadTable, measureInRounds, ratio } from './measuring/rounds';
import { atLeast, atMost, type ScenarioOptions, type ScenarioResult, type Verdict } from './verdict';

const CONTENDERS = {
  script: TUTORIAL_SCRIPT,
  plain: PLAIN_LOOP,
  empty: EMPTY_WORKFLOW,
  bare: BARE_WORKFLOW,
  bareAsItComes: BARE_WORKFLOW_AS_IT_COMES,
  thisProject: THIS_PROJECT,
  bullmq: BULLMQ,
  restate: RESTATE,
  dbos: DBOS,
};

type Result = LoadResult<keyof typeof CONTENDERS>;

/** Single onboardings, one order each, with a Commerce that answers at once: what the engines themselves take. */
export async function run({ quick, say, stage }: ScenarioOptions): Promise<ScenarioResult> {
  const results = await measureInRounds({
    stage: await stage(),
    latency: 'none',
    contenders: CONTENDERS,
    loads: (quick ? [1, 10] : [1, 10, 100]).map((atOnce) => ({ atOnce, durationMs: quick ? 500 : 5_000 })),
    rounds: quick ? 1 : 5,
    say,
  });
  return {
    name: 'single',
    verdicts: quick ? [] : results.flatMap(verdictsOf),
    figures: results.map((result) =>
      loadTable(`Commerce answers at once, ${result.atOnce} at once`, CONTENDERS, result),
    ),
  };
}

function verdictsOf(result: Result): Verdict[] {
  const { atOnce } = result;
  const onSameServer = atLeast(
    {
      what: `${atOnce} at once: throughput, as a multiple of the bare workflow on the same server`,
      limit: 0.75,
    },
    ratio(result, ['thisProject', 'bare']),
  );
  const onServerAsItComes = atLeast(
    {
      what: `${atOnce} at once: throughput, as a multiple of the bare workflow on start-dev as it comes`,
      limit: 1.7,
    },
    ratio(result, ['thisProject', 'bareAsItComes']),
  );
  const latency = atMost(
    {
      what: `${atOnce} at once: p50 latency, as a multiple of the bare workflow's on start-dev as it comes`,
      limit: 0.4,
    },
    ratio(result, ['thisProject', 'bareAsItComes'], 'p50Ms'),
  );
  // With many at once, how long one takes is their number divided by the throughput: nothing of its own.
  return [onSameServer, onServerAsItComes, ...(atOnce === 1 ? [latency] : [])];
}
