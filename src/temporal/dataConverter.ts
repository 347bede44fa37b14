import type { DataConverter } from '@temporalio/common';
import { EncryptionCodec, type EncryptionKeys } from './encryption';

/** The one data converter of workers and clients: nothing reaches the server in the clear, failures included. */
export function createDataConverter(keys: EncryptionKeys): DataConverter {
  return {
    payloadCodecs: [new EncryptionCodec(keys)],
    failureConverterPath: require.resolve('./failureConverter'),
  };
}
