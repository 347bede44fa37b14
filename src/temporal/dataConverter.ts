import { type DataConverter, defaultPayloadConverter, type LoadedDataConverter } from '@temporalio/common';
import { createEncryptionCodec, type Encryption, refuseHiddenPasswords } from './encryption';
import { failureConverter } from './failureConverter';

/** The one data converter of clients. It encrypts failures too. */
export function createDataConverter(encryption: Encryption): DataConverter {
  return {
    payloadCodecs: [refuseHiddenPasswords, createEncryptionCodec(encryption)],
    failureConverterPath: require.resolve('./failureConverter'),
  };
}

/** The same as the SDK's client loads it, where there is no client. */
export function loadedDataConverter({ payloadCodecs = [] }: DataConverter): LoadedDataConverter {
  return { payloadConverter: defaultPayloadConverter, failureConverter, payloadCodecs };
}

/** The same for a worker, which must pass on whatever an onboarding was started with. */
export function workerDataConverter(converter: DataConverter): DataConverter {
  const codecs = converter.payloadCodecs ?? [];
  return { ...converter, payloadCodecs: codecs.filter((codec) => codec !== refuseHiddenPasswords) };
}
