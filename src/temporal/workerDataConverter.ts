import type { DataConverter } from '@temporalio/common';
import { FAILURE_CONVERTER } from './dataConverter';
import { refuseHiddenPasswords } from './encryption';
import { checkNexusInput } from './encryption/nexusInput';

export const WORKER_FAILURE_CONVERTER = require.resolve('./workerFailureConverter');

export interface WorkerDataConverterOptions {
  /** Refuses the input of a Nexus operation that is not encrypted. */
  readonly requireEncryption: boolean;
}

/** The data converter for a worker, which must pass on whatever an onboarding was started with. */
export function workerDataConverter(
  converter: DataConverter,
  options: WorkerDataConverterOptions = { requireEncryption: false },
): DataConverter {
  const codecs = converter.payloadCodecs ?? [];
  const isOurs = converter.failureConverterPath === FAILURE_CONVERTER;
  return {
    ...converter,
    payloadCodecs: codecs
      .filter((codec) => codec !== refuseHiddenPasswords)
      .map((codec) => checkNexusInput(codec, options)),
    ...(isOurs && { failureConverterPath: WORKER_FAILURE_CONVERTER }),
  };
}
