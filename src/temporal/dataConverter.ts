import type { DataConverter } from '@temporalio/common';
import { createEncryptionCodec, type Encryption } from './encryption';

/** The one data converter of workers and clients: what is encrypted includes failures. */
export function createDataConverter(encryption: Encryption): DataConverter {
  return {
    payloadCodecs: [createEncryptionCodec(encryption)],
    failureConverterPath: require.resolve('./failureConverter'),
  };
}
