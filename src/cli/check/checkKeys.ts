import { defaultPayloadConverter } from '@temporalio/common';
import type { Environment, ServiceSettings } from '../../settings';
import { createEncryptionCodec, type Encryption, type EncryptionKey } from '../../temporal/encryption';
import { findInputKeys, type InputKeys } from '../../temporal/encryption/inputKeys';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { heldKeys, placeOf } from '../terminal/heldKeys';
import { print, printJson, say } from '../terminal/output';
import { withSession } from '../terminal/withSession';

export interface CheckKeysOptions {
  environment: Environment;
  service: ServiceSettings;
  /** How many onboardings to look at. */
  limit: number;
  json: boolean;
}

/**
 * Checks the configured keys, and whether the onboardings on the server use them.
 * @throws UsageError if keys are missing or wrong; the errors of `openSession`
 */
export async function checkHeldKeys(options: CheckKeysOptions): Promise<ExitStatus> {
  const { environment, service: settings, limit, json } = options;
  const { source, encryption } = await heldKeys(environment, settings);
  if (encryption === undefined) {
    if (json) printJson({ source, keys: [], problems: [], used: null });
    say(`There is no key yet in ${placeOf(source)}; the first command that uses the server creates one.`);
    return EXIT.done;
  }
  const problems = [...sameKeyTwice(encryption.keys), ...(await unusable(encryption))];
  const used = await withSession({ environment, settings }, ({ temporal }) =>
    findInputKeys(temporal.client, { taskQueue: settings.taskQueue, limit }),
  );
  const held = new Set(encryption.keys.map(({ id }) => id));
  const missing = used.keys.filter(({ id }) => !held.has(id));
  if (json) printJson({ source, keys: [...held], problems, used: withHeld(used, held) });
  else printFindings([...held], used, held);
  for (const problem of problems) say(problem);
  for (const { id, onboardings, running } of missing) {
    say(
      `The key ${id} is not configured here: ${onboardings} onboardings cannot be read, and ${running} of them wait for it.`,
    );
  }
  return problems.length === 0 && missing.length === 0 ? EXIT.done : EXIT.failed;
}

function printFindings(ids: readonly string[], used: InputKeys, held: ReadonlySet<string>): void {
  for (const id of ids) print(`${id}  encrypts and decrypts`);
  for (const { id, onboardings, running } of used.keys) {
    const where = held.has(id) ? 'configured' : 'not configured';
    print(`${id}  input of ${onboardings} onboardings, ${running} of them running: ${where} here`);
  }
  if (used.inTheClear > 0) print(`plain text  input of ${used.inTheClear} onboardings`);
  say(`Checked the newest ${used.onboardings} onboardings; older ones may use other keys (--limit).`);
}

function withHeld({ keys, ...counts }: InputKeys, held: ReadonlySet<string>): Record<string, unknown> {
  return { ...counts, keys: keys.map((key) => ({ ...key, held: held.has(key.id) })) };
}

/** A rotation that only renamed the key protects nothing: a holder of the old key can still read everything. */
function sameKeyTwice(keys: readonly EncryptionKey[]): string[] {
  return keys.flatMap(({ id, secret }, index) => {
    const earlier = keys.slice(0, index).find((other) => other.secret.equals(secret));
    return earlier
      ? [`The keys ${earlier.id} and ${id} are the same key: create a new one for each ID.`]
      : [];
  });
}

/** Uses each key once, whether or not it is the one that encrypts. */
async function unusable({ keys }: Encryption): Promise<string[]> {
  const sent = defaultPayloadConverter.toPayload('check');
  const outcomes = await Promise.all(
    keys.map(async (key) => {
      const codec = createEncryptionCodec({ mode: 'on', keys: [key] });
      const [received] = await codec.decode(await codec.encode([sent]));
      return Buffer.from(received?.data ?? []).equals(Buffer.from(sent.data ?? []));
    }),
  );
  return keys
    .filter((_, index) => !outcomes[index])
    .map(({ id }) => `The key ${id} does not decrypt what it encrypts.`);
}
