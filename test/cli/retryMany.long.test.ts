import { unlimited } from '../../src/commerce/pace';
import type { CustomerFields } from '../../src/contract/onboarding';
import { outcomeOf } from '../../src/onboardings/outcome';
import type { RetryPreview } from '../../src/cli/retry/printPreview';
import type { FaultRule } from '../../src/sandbox';
import { countBy } from '../setup/countBy';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';
import { SUITE_KEYS_SETTING } from '../setup/temporal';
import { folderWith, jsonLines, Onboard } from './onboard';

jest.setTimeout(600_000);

const UNAVAILABLE = { kind: 'status', status: 503, made: false } as const;

/** How a number of onboardings fails, and the preview of their retries. */
interface Kind {
  readonly count: number;
  readonly preview: RetryPreview['kind'];
  readonly faults: readonly FaultRule[];
  readonly existedBefore?: true;
}

const KINDS: readonly Kind[] = [
  { count: 600, preview: 'made', faults: [{ on: 'create', what: UNAVAILABLE }] },
  {
    count: 200,
    preview: 'recovered',
    faults: [
      { on: 'create', what: { kind: 'reset', made: true } },
      { on: 'lookUp', what: UNAVAILABLE },
    ],
  },
  { count: 150, preview: 'updateLeft', faults: [{ on: 'update', what: UNAVAILABLE }] },
  {
    count: 50,
    preview: 'stranger',
    faults: [{ on: 'create', what: UNAVAILABLE }],
    existedBefore: true,
  },
];

test('1,000 failed onboardings are retried as the dry run predicted, each once, although the command is killed half-way', async () => {
  // The adaptive pace would slow down at this Commerce's intentional errors.
  const commerce = { pace: unlimited };
  // A first try may end within its first millisecond, so only the wait must exceed the time to give up.
  const stage = await setStage({ commerce, settings: { giveUpAfterMs: 1, retryFirstMs: 2 } });
  const { sandbox } = stage;
  const expected = new Map<string, RetryPreview['kind']>();
  const emails = new Map<string, string>();
  for (const kind of KINDS) {
    const failed = await failAll(stage, kind);
    for (const { workflowId, email } of failed) {
      expected.set(workflowId, kind.preview);
      emails.set(workflowId, email);
    }
  }
  const command = await commandsOf(stage);
  const requestsBefore = sandbox.requests().length;
  const previews = jsonLines(
    (await command(['retry', '--failure', 'CommerceUnavailable', '--dry-run', '--json']).ended).stdout,
  );
  expect(new Map(previews.map((line) => [line['workflowId'], line['foretold']]))).toEqual(expected);
  const sentByDryRun = sandbox.requests().slice(requestsBefore);
  expect(new Set(sentByDryRun.map(({ kind }) => kind))).toEqual(new Set(['token', 'lookUp', 'read']));

  const killed = command(['retry', '--failure', 'CommerceUnavailable', '--yes']);
  // It reads all 1,000 histories before it retries the first.
  await sandbox.nextCustomer(120_000);
  for (let made = 1; made < 200; made += 1) await sandbox.nextCustomer();
  killed.signal('SIGKILL');
  await killed.ended;
  const resumed = await command(['retry', '--failure', 'CommerceUnavailable', '--yes', '--json']).ended;
  expect(resumed.stderr).toMatch(/^Resuming the 1000 retries that this command started at /m);

  const ended = new Map(jsonLines(resumed.stdout).map((line) => [line['workflowId'], kindOf(line)]));
  expect(ended).toEqual(expected);
  const customersOf = countBy(sandbox.customers().map(({ email }) => email));
  const mailsTo = countBy(sandbox.mails().map(({ to }) => to));
  const notOnce = [...emails.values()].filter(
    (email) => customersOf.get(email) !== 1 || mailsTo.get(email) !== 1,
  );
  expect(notOnce).toEqual([]);

  /** The outcome of a retry, in the terms of the preview. */
  function kindOf({ workflowId, status, recovered, failure }: Record<string, unknown>): unknown {
    if (status === 'done' && expected.get(String(workflowId)) === 'updateLeft') return 'updateLeft';
    if (status === 'done') return recovered === true ? 'recovered' : 'made';
    const { type } = failure as { type: string };
    return type === 'CustomerAlreadyExists' ? 'stranger' : type;
  }
});

async function failAll(
  stage: Stage,
  { count, faults, existedBefore }: Kind,
): Promise<{ workflowId: string; email: string }[]> {
  const people = Array.from({ length: count }, () => somebody());
  if (existedBefore) for (const person of people) stage.sandbox.addCustomer({ ...person, firstname: 'Jane' });
  for (const fault of faults) stage.sandbox.fail(fault);
  const failed = await Promise.all(people.map((person) => failOne(stage, person)));
  stage.sandbox.clearFaults();
  return failed;
}

async function failOne(
  stage: Stage,
  customer: CustomerFields,
): Promise<{ workflowId: string; email: string }> {
  const handle = await stage.start({ customer, update: { middlename: 'M' } });
  expect(await outcomeOf(handle)).toMatchObject({ failure: { type: 'CommerceUnavailable' } });
  return { workflowId: handle.workflowId, email: customer.email };
}

/** Commands on the suite's server, with their own home. */
async function commandsOf({ sandbox, taskQueue }: Stage): Promise<(args: readonly string[]) => Onboard> {
  const cwd = await folderWith();
  const env = {
    ...sandbox.settings,
    TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
    ONBOARDING_ENCRYPTION_KEYS: SUITE_KEYS_SETTING,
    ONBOARDING_TASK_QUEUE: taskQueue,
  };
  return (args) => new Onboard([...args, '--per-second', '500'], { cwd, env });
}
