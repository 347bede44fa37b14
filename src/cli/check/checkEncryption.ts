import { existsSync } from 'node:fs';
import type { Payload } from '@temporalio/common';
import { encryptionOfHome, encryptionOfServer } from '../../client/temporalEnvironment';
import { type ServiceSettings, SettingsError } from '../../settings';
import { createEncryptionCodec, type Encryption, homeEncryptionKeyFile } from '../../temporal/encryption';
import { type CheckResult, ok, wrong } from './checkResult';

/** Checks the encryption keys by encrypting and decrypting with them. Creates no key. */
export async function checkEncryption(
  { encryption: settings, home }: ServiceSettings,
  server: 'embedded' | 'own',
): Promise<CheckResult[]> {
  if (server === 'embedded' && !existsSync(homeEncryptionKeyFile(home))) {
    return [ok('encryption', `the embedded server will create a key in ${homeEncryptionKeyFile(home)}`)];
  }
  try {
    const encryption =
      server === 'embedded' ? await encryptionOfHome(settings, home) : encryptionOfServer(settings);
    return [await checkRoundTrip(encryption)];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map((problem) => wrong('encryption', problem));
  }
}

async function checkRoundTrip(encryption: Encryption): Promise<CheckResult> {
  if (encryption.mode === 'off') {
    return ok(
      'encryption',
      'ONBOARDING_ENCRYPTION is off: Temporal stores passwords, names and addresses in the clear',
    );
  }
  const sent: Payload = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"check"') };
  const codec = createEncryptionCodec(encryption);
  const [read] = await codec.decode(await codec.encode([sent]));
  if (!Buffer.from(read?.data ?? []).equals(Buffer.from('"check"'))) {
    return wrong('encryption', 'encrypted data cannot be decrypted', 'Create a new key: onboard keys new.');
  }
  const [first, ...others] = encryption.keys.map(({ id }) => id);
  const also = others.length === 0 ? '' : `; ${others.join(', ')} decrypts too`;
  return ok('encryption', `the key ${first ?? ''} encrypts and decrypts${also}`);
}
