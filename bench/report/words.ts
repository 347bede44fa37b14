import type { ScenarioName } from '../scenarios';

export const INTRODUCTION = `What onboarding costs with this project, compared with alternatives. The command that measures writes this page and its
plot:

    npm run bench                       # everything, 75 minutes
    npm run bench -- single scale       # some scenarios; the others keep their last figures
    npm run bench -- --memory memory importMemory  # up to onboarding 20,000, and row 1,000,000
    npm run bench -- --quick            # only checks that each scenario works

It needs Debian's \`redis-server\` and \`postgresql\`, and starts their programs itself. It installs the alternatives from
\`bench/peers/package.json\` on first use. Exit status 1 means that a bound is missed.

All contenders use one sandbox process, the tutorial's customer, and a keep-alive pool each. Each is one process that
accepts orders and does the work. They are measured in turn, in several rounds that start with a different contender,
while the others are idle, so that a busy machine disturbs all in the same way. Figures are medians of the rounds, with
minimum and maximum; a multiple is computed within each round. Absolute figures are valid for this machine only.`;

/** The scenarios in the order of the page. */
export const SECTIONS: Readonly<Record<ScenarioName, { readonly title: string; readonly words: string }>> = {
  single: {
    title: 'One order each',
    words: `With a Commerce that answers immediately, the figures show the cost of the engines. The script and the plain loop store
nothing: after a kill their progress is lost. The others resume, but only this project resumes without a second customer
after a lost answer. The script is the tutorial's, word for word, with bash, curl and jq. The bare workflow has three
activities with the SDK's defaults, without encryption, metrics, tracing, search attributes and look-ups. BullMQ runs a
job in steps on Redis with its log on, Restate and DBOS three durable steps.`,
  },
  measured: {
    title: 'With Commerce as slow as it is',
    words: `The same with 0.8 s for a create and 0.6 s for an update, as measured on a real Commerce. Here the engine hardly
matters.`,
  },
  bulk: {
    title: 'Many from a list',
    words: `Customers that are all known at the start, 64 at once. The plain loop, Restate and DBOS process each as above. BullMQ
gets them in batches (\`addBulk\`) and reports each with an event. This project processes them in chunks of 500, as
\`onboard import\` does after validating its file.`,
  },
  besides: {
    title: 'One order during an import',
    words: `Somebody waits for a single onboarding, and nobody for a row: in a queue, the single one goes first.`,
  },
  events: {
    title: 'Events',
    words: `The same worker with and without an endpoint for events, in turn. A slow receiver never answers within the time
limit, and one that is down refuses connections. Each event is a workflow and a request of its own.`,
  },
  costs: {
    title: 'What each thing costs',
    words: `Encryption, metrics, tracing and search attributes are added to the bare workflow one by one. The rest of the
difference is the cost of creating a customer once: input validation, heartbeats, logs, and look-ups where needed.`,
  },
  actions: {
    title: 'What Temporal is asked',
    words: `Counted from histories of real onboardings and from the worker's count of its requests, with Commerce as measured and
without failures. Each failed try adds an action, and each 2 s of a step may add a heartbeat.`,
  },
  scale: {
    title: 'More workers',
    words: `Processes of \`onboard worker\` with \`ONBOARDING_CONCURRENCY=2\` on one machine, with Commerce's latency as measured,
so that waiting for Commerce limits them.`,
  },
  memory: {
    title: 'Memory',
    words: `Resident memory of one \`onboard worker\` while 50 callers keep it busy. It caches 1,000 runs, so it grows until the cache
is full.`,
  },
  importMemory: {
    title: 'Memory of an import',
    words: `Resident memory of \`onboard import\` and of its one worker, with a Commerce that answers immediately, by tenths of the
time in which rows are sent.`,
  },
  commands: {
    title: 'The commands of the tutorial',
    words: `The time of all processors that a command takes, with all the processes that it starts, while \`onboard dev\` runs.`,
  },
  pace: {
    title: 'Pace',
    words: `Four independent workers, and a Commerce that refuses requests beyond an unknown limit.`,
  },
};
