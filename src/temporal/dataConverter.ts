import { type DataConverter, defaultPayloadConverter, type LoadedDataConverter } from '@temporalio/common';
import { createEncryptionCodec, type Encryption, refuseHiddenPasswords } from './encryption';
import { failureConverter } from './failureConverter';

/** The module of `failureConverter`. */
export const FAILURE_CONVERTER = require.resolve('./failureConverter');

/** The one data converter of clients. It encrypts failures too. */
export function createDataConverter(encryption: Encryption): DataConverter {
  return {
    payloadCodecs: [refuseHiddenPasswords, createEncryptionCodec(encryption)],
    failureConverterPath: FAILURE_CONVERTER,
  };
}

/** The same as the SDK's client loads it, where there is no client. */
export function loadedDataConverter({ payloadCodecs = [] }: DataConverter): LoadedDataConverter {
  return { payloadConverter: defaultPayloadConverter, failureConverter, payloadCodecs };
}
