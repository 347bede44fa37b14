import type { ScenarioName } from '../scenarios';

export const INTRODUCTION = `What onboarding costs with this project, side by side with what one would use instead. This page and its plot are
written by the command that measures:

    npm run bench                       # all of it, an hour and a quarter
    npm run bench -- single scale       # some scenarios; the others stay as they were measured last
    npm run bench -- --memory memory importMemory  # up to onboarding 20,000, and row 1,000,000
    npm run bench -- --quick            # only sees that each scenario works

It needs Debian's \`redis-server\` and \`postgresql\`, whose programs it starts itself; what it compares with is installed
from \`bench/peers/package.json\` on first use. It ends with status 1 where a bound is missed.

All contenders work against one sandbox process, with the tutorial's customer and a keep-alive pool each. Each is one
process, with what takes the order and what does the work. They are measured in turn, round after round and each round
from another one on, while the others stand still, so that a busy machine disturbs all alike: the figures are medians of
the rounds, with the least and the most; a multiple is taken in each round by itself. Absolute figures hold for this
machine only.`;

/** The scenarios in the order of the page. */
export const SECTIONS: Readonly<Record<ScenarioName, { readonly title: string; readonly words: string }>> = {
  single: {
    title: 'One order each',
    words: `A Commerce that answers at once shows what the engines themselves take. The script and the plain loop keep
nothing: what they had done when they were killed is lost. The others go on where they were; only this project
does it without a second customer where an answer was lost. The script is the tutorial's, word for word, with bash,
curl and jq. The bare workflow has three activities, the SDK's defaults, and none of encryption, metrics, tracing,
search attributes and look-ups. BullMQ runs a job in steps on Redis with its log on, Restate and DBOS three durable
steps.`,
  },
  measured: {
    title: 'With Commerce as slow as it is',
    words: `The same with 0.8 s for a create and 0.6 s for an update, as a real Commerce was measured. Here the engine hardly
counts.`,
  },
  bulk: {
    title: 'Many from a list',
    words: `Customers who are all known from the start, 64 at once. The plain loop, Restate and DBOS do each as above; BullMQ is
given them in batches (\`addBulk\`) and tells of each by its events; this project does them in chunks of 500, as
\`onboard import\` does once it has judged its file.`,
  },
  besides: {
    title: 'One order during an import',
    words: `Somebody waits for a single onboarding, and nobody for a row: where there is a line, the single one goes first.`,
  },
  costs: {
    title: 'What each thing costs',
    words: `Encryption, metrics, tracing and search attributes are added to the bare workflow one by one. The rest of the
difference is what makes a customer once: the checked input, heartbeats, logs, look-ups where they are needed.`,
  },
  actions: {
    title: 'What Temporal is asked',
    words: `Counted from histories of real onboardings and from the worker's own count of its requests, with Commerce as
measured and no failure. Each failed try adds an action, and each 2 s that a step takes may add a heartbeat.`,
  },
  scale: {
    title: 'More workers',
    words: `Processes of \`onboard worker\` with \`ONBOARDING_CONCURRENCY=2\` on one machine, with Commerce's latency as measured,
so that waiting for Commerce bounds them.`,
  },
  memory: {
    title: 'Memory',
    words: `Resident memory of one \`onboard worker\` while 50 callers keep it busy. It keeps 1,000 runs in memory, so it grows
until these are there.`,
  },
  importMemory: {
    title: 'Memory of an import',
    words: `Resident memory of \`onboard import\` and of the one worker that does its rows, with a Commerce that answers at
once, by tenths of the time in which rows are sent.`,
  },
  pace: {
    title: 'Pace',
    words: `Four workers that know nothing of each other and a Commerce that refuses beyond a limit which it does not tell.`,
  },
};
