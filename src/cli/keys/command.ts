import { Command, InvalidArgumentError } from 'commander';
import { loadEnvironment, readSettings } from '../../settings';
import { encryptionKeyText, newEncryptionKey } from '../../temporal/encryption/encryptionKeys';
import { isInContainer } from '../terminal/container';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { heldKeys, placeOf, whereKeysAre } from '../terminal/heldKeys';
import { print, printJson, say } from '../terminal/output';

interface JsonOption {
  json?: true;
}

interface CheckOptions extends JsonOption {
  limit: number;
}

const DEFAULT_LIMIT = 200;

export function keysCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  // Sub-commands copy these settings when they are created, so set them first.
  const keys = new Command('keys')
    .description('create, list and check encryption keys')
    .exitOverride()
    .showHelpAfterError('(onboard keys --help says more)')
    .addHelpText('after', '\nExample:\n  onboard keys new');
  keys
    .command('new')
    .description('print a new key and how to use it; changes nothing')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  onboard keys new')
    .action(async (options: JsonOption) => await end(Promise.resolve(options).then(makeKey)));
  keys
    .command('list')
    .description('list the IDs of the configured keys, the encrypting one first, and their source')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  onboard keys list --json')
    .action(async (options: JsonOption) => await end(listKeys(options)));
  keys
    .command('check')
    .description('check the keys, and that the keys of existing onboardings are configured')
    .option('--limit <count>', 'look at the newest so many onboardings', parseLimit, DEFAULT_LIMIT)
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  onboard keys check --limit 1000')
    .action(async (options: CheckOptions) => await end(checkKeys(options)));
  return keys;
}

function makeKey({ json }: JsonOption): ExitStatus {
  const key = newEncryptionKey();
  const entry = encryptionKeyText(key);
  if (json) printJson({ id: key.id, key: entry });
  else print(entry);
  const environment = loadEnvironment();
  const source = whereKeysAre(environment, readSettings(environment, ['service']).service);
  // An image has no embedded server, and a path in a container says nothing to the host.
  const place = isInContainer()
    ? 'the file that you mount as ONBOARDING_ENCRYPTION_KEYS_FILE'
    : placeOf(source);
  if (isInContainer()) {
    say(
      'Standard output holds the key alone. To keep it outside of this container, redirect it to a file of the host:',
    );
    say('docker run --rm commerce-onboarding keys new > secrets/encryption-keys');
  }
  say(`To use it, put it first in ${place}, followed by a comma or a line break:`);
  say('the first key encrypts, all of them decrypt.');
  say('With running workers: first add it last and restart the workers one by one, so that all can read it;');
  say('then put it first and restart them again. No onboarding fails or waits.');
  say('Keep the old keys as long as there are histories encrypted with them: docs/guides/secure.md');
  return EXIT.done;
}

async function listKeys({ json }: JsonOption): Promise<ExitStatus> {
  const environment = loadEnvironment();
  const { source, encryption } = await heldKeys(environment, readSettings(environment, ['service']).service);
  const keys = (encryption?.keys ?? []).map(({ id }, index) => ({
    id,
    encrypts: encryption?.mode === 'on' && index === 0,
  }));
  if (json) {
    printJson({ source, encryption: encryption?.mode ?? 'on', keys });
    return EXIT.done;
  }
  for (const { id, encrypts } of keys) print(`${id}  ${encrypts ? 'encrypts and decrypts' : 'decrypts'}`);
  say(keys.length === 0 ? `There is no key yet in ${placeOf(source)}.` : `From ${placeOf(source)}.`);
  return EXIT.done;
}

async function checkKeys({ json, limit }: CheckOptions): Promise<ExitStatus> {
  const { checkHeldKeys } = await import('../check/checkKeys.js');
  const environment = { ONBOARDING_LOG_LEVEL: 'error', ...loadEnvironment() };
  const { service } = readSettings(environment, ['service']);
  return await checkHeldKeys({ environment, service, limit, json: json === true });
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0 && limit <= 10_000) return limit;
  throw new InvalidArgumentError('It must be a number from 1 to 10000.');
}
