import { BULLMQ, DBOS, PLAIN_LOOP, RESTATE, THIS_IMPORT } from './contenders/choices';
import { bulkRatio, bulkTable, type BulkResult, measureBulkInRounds } from './measuring/bulkRounds';
import type { BulkLoad } from './measuring/load';
import type { Latency } from './stage/sandbox';
import { atLeast, type ScenarioOptions, type ScenarioResult, type Verdict } from './verdict';

const CONTENDERS = {
  plain: PLAIN_LOOP,
  thisImport: THIS_IMPORT,
  bullmq: BULLMQ,
  restate: RESTATE,
  dbos: DBOS,
};
const PEERS = ['bullmq', 'restate', 'dbos'] as const;

/** As many rows at once as a worker does of an import. */
const AT_ONCE = 64;

interface Part {
  readonly latency: Latency;
  readonly title: string;
  readonly onboardings: number;
  readonly rounds: number;
  /** Of Restate and DBOS, which take minutes for more, and keep their pace. */
  readonly slowOnesAtMost: number;
  /** Of the plain loop's throughput. */
  readonly leastOfPlain: number;
}

/** Enough customers each that what it takes to start an import is small beside them; a short round is a noisy one. */
const PARTS: readonly Part[] = [
  {
    latency: 'none',
    title: 'Commerce answers at once',
    onboardings: 20_000,
    rounds: 7,
    slowOnesAtMost: 3_000,
    leastOfPlain: 0.4,
  },
  {
    latency: '20 ms',
    title: 'Commerce answers in 20 ms',
    onboardings: 20_000,
    rounds: 3,
    slowOnesAtMost: 3_000,
    leastOfPlain: 0.9,
  },
  {
    latency: 'measured',
    title: 'Commerce as measured',
    onboardings: 3_000,
    rounds: 3,
    slowOnesAtMost: 1_000,
    leastOfPlain: 0.95,
  },
];

/** Many customers at once, from a list that is there from the start. */
export async function run({ quick, say, stage }: ScenarioOptions): Promise<ScenarioResult> {
  const verdicts: Verdict[] = [];
  const figures: ScenarioResult['figures'][number][] = [];
  for (const part of PARTS) {
    const load: BulkLoad = { onboardings: quick ? 64 : part.onboardings, atOnce: AT_ONCE };
    const result = await measureBulkInRounds({
      stage: await stage(),
      latency: part.latency,
      contenders: CONTENDERS,
      load,
      atMost: { restate: part.slowOnesAtMost, dbos: part.slowOnesAtMost },
      rounds: quick ? 1 : part.rounds,
      say,
    });
    const title = `${part.title}, ${load.onboardings} customers (Restate and DBOS at most ${part.slowOnesAtMost}), ${AT_ONCE} at once`;
    if (!quick) verdicts.push(...verdictsOf(part, result));
    figures.push(bulkTable(title, CONTENDERS, result));
  }
  return { name: 'bulk', verdicts, figures };
}

function verdictsOf({ title, leastOfPlain }: Part, result: BulkResult<keyof typeof CONTENDERS>): Verdict[] {
  const ofPlain = atLeast(
    { what: `${title}: throughput of an import, as a multiple of the plain loop's`, limit: leastOfPlain },
    bulkRatio(result, ['thisImport', 'plain']),
  );
  const ofPeers = PEERS.map((peer) =>
    atLeast(
      { what: `${title}: throughput of an import, as a multiple of ${CONTENDERS[peer].title}`, limit: 1 },
      bulkRatio(result, ['thisImport', peer]),
    ),
  );
  return [ofPlain, ...ofPeers];
}
