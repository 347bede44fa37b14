import { latencyOf } from '#product/sandbox/latency';
import {
  BARE_WORKFLOW,
  BULLMQ,
  DBOS,
  PLAIN_LOOP,
  RESTATE,
  THIS_PROJECT,
  TUTORIAL_SCRIPT,
} from './contenders/choices';
import { loadTable, measureInRounds, ratio } from './measuring/rounds';
import { atLeast, type ScenarioOptions, type ScenarioResult } from './verdict';

const CONTENDERS = {
  script: TUTORIAL_SCRIPT,
  plain: PLAIN_LOOP,
  bare: BARE_WORKFLOW,
  thisProject: THIS_PROJECT,
  bullmq: BULLMQ,
  restate: RESTATE,
  dbos: DBOS,
};

const BOUNDED_AT_ONCE = 20;
const { createMs, updateMs } = latencyOf('measured');
/** What Commerce takes for one. */
const CALLERS_BEGIN_OVER_MS = createMs + updateMs;

/** Single onboardings with a Commerce that takes as long as a real one: 0.8 s to create, 0.6 s to update. */
export async function run({ quick, say, stage }: ScenarioOptions): Promise<ScenarioResult> {
  const results = await measureInRounds({
    stage: await stage(),
    latency: 'measured',
    contenders: CONTENDERS,
    loads: quick
      ? [{ atOnce: BOUNDED_AT_ONCE, durationMs: 0 }]
      : [1, BOUNDED_AT_ONCE, 100].map((atOnce) => ({
          atOnce,
          durationMs: 6_000,
          callersBeginOverMs: CALLERS_BEGIN_OVER_MS,
        })),
    rounds: quick ? 1 : 3,
    say,
  });
  return {
    name: 'measured',
    verdicts: quick
      ? []
      : results
          .filter(({ atOnce }) => atOnce === BOUNDED_AT_ONCE)
          .map((result) =>
            atLeast(
              { what: `${BOUNDED_AT_ONCE} at once: throughput, as a multiple of the plain loop`, limit: 0.9 },
              ratio(result, ['thisProject', 'plain']),
            ),
          ),
    figures: results.map((result) =>
      loadTable(`Commerce as measured, ${result.atOnce} at once`, CONTENDERS, result),
    ),
  };
}
