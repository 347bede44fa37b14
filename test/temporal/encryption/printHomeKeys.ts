import { encryptionKeyText, homeEncryptionKeys } from '../../../src/temporal/encryption';

/** A process that prints the keys of a home, its one argument. */
async function printHomeKeys(home: string): Promise<void> {
  const keys = await homeEncryptionKeys(home);
  process.stdout.write(keys.map(encryptionKeyText).join());
}

void printHomeKeys(process.argv[2] ?? '');
