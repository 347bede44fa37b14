import type { DataConverter } from '@temporalio/common';
import { createEncryptionCodec, type Encryption, refuseHiddenPasswords } from './encryption';

/** The one data converter of clients. It encrypts failures too. */
export function createDataConverter(encryption: Encryption): DataConverter {
  return {
    payloadCodecs: [refuseHiddenPasswords, createEncryptionCodec(encryption)],
    failureConverterPath: require.resolve('./failureConverter'),
  };
}

/** The same for a worker, which must pass on whatever an onboarding was started with. */
export function workerDataConverter(converter: DataConverter): DataConverter {
  const codecs = converter.payloadCodecs ?? [];
  return { ...converter, payloadCodecs: codecs.filter((codec) => codec !== refuseHiddenPasswords) };
}
