import { changeKeyFile, homeApiKeyFile, isKeyName, newApiKey, readKeyFile, type Right } from '../../gateway';
import { type Environment, readSettings } from '../../settings';
import { UsageError } from '../terminal/exit';
import { print, printJson, printTable, say } from '../terminal/output';
import { withUsageErrors } from './usageErrors';

interface KeysOptions {
  environment: Environment;
}

/** Creates a key and prints it. @throws UsageError, SettingsError */
export async function makeGatewayKey({
  environment,
  name,
  rights,
  json,
}: KeysOptions & { name: string; rights: readonly Right[]; json: boolean }): Promise<void> {
  if (!isKeyName(name)) {
    throw new UsageError([
      'gateway keys new: a name has up to 63 letters, digits, dots, hyphens and underscores, a letter or digit first',
    ]);
  }
  const file = keyFileOf(environment);
  const { text, kept } = newApiKey({ name, rights: [...rights] });
  await withUsageErrors(() => changeKeyFile(file, (keys) => [...keys, kept]));
  if (json) printJson({ name, id: kept.id, rights, key: text });
  else print(text);
  say(`The key is shown only once; its hash is stored in ${file}.`);
  say(
    `Send it as: Authorization: Bearer KEY. Revoke it with: onboard gateway keys revoke ${name} --id ${kept.id}`,
  );
}

/** Prints the keys with their holders and rights. @throws UsageError, SettingsError */
export async function listGatewayKeys({ environment, json }: KeysOptions & { json: boolean }): Promise<void> {
  const file = keyFileOf(environment);
  const kept = (await withUsageErrors(() => readKeyFile(file))) ?? [];
  const keys = kept.map(({ name, id, rights, createdAt }) => ({ name, id, rights, createdAt }));
  if (json) {
    printJson({ file, keys });
    return;
  }
  if (keys.length === 0) say(`There is no key in ${file}.`);
  else {
    printTable([
      ['NAME', 'ID', 'RIGHTS', 'MADE'],
      ...keys.map(({ name, id, rights, createdAt }) => [name, id, rights.join(','), createdAt]),
    ]);
  }
}

/** Revokes the keys of a name, or one of them. @throws UsageError, SettingsError */
export async function revokeGatewayKeys({
  environment,
  name,
  id,
}: KeysOptions & { name: string; id: string | undefined }): Promise<void> {
  const file = keyFileOf(environment);
  const known = (await withUsageErrors(() => readKeyFile(file))) ?? [];
  const revoked = known.filter((key) => key.name === name && (id === undefined || key.id === id));
  if (revoked.length === 0) {
    const which = id === undefined ? `named ${name}` : `named ${name} with the ID ${id}`;
    throw new UsageError([`gateway keys revoke: there is no key ${which} in ${file}`]);
  }
  const ids = new Set(revoked.map((key) => key.id));
  await withUsageErrors(() => changeKeyFile(file, (keys) => keys.filter((key) => !ids.has(key.id))));
  for (const revokedId of ids) print(revokedId);
}

function keyFileOf(environment: Environment): string {
  const { service, gateway } = readSettings(environment, ['service', 'gateway']);
  return gateway.keysFile ?? homeApiKeyFile(service.home);
}
