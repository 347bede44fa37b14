import { type LoadedDataConverter, TimeoutFailure } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { withoutPasswords } from '../../contract/passwords';
import { decodePayloads } from '../../temporal/decodePayloads';
import { PayloadDecryptionError } from '../../temporal/encryption';
import { decodeOptionalFailureToOptionalError } from '../../temporal/privateSdk';
import { failureOf } from '../outcome';

/** The content of a payload, or the ID of the key that is missing or does not match. */
export type Decoded<Value> = { readonly value: Value } | { readonly encryptedWith: string };

/** The history has the type of a failure unencrypted, but not its message. */
export interface DecodedFailure {
  readonly type: string;
  readonly message: Decoded<string>;
}

/** Decodes the first of some payloads, with passwords hidden. */
export async function decodeFirst(
  converter: LoadedDataConverter,
  payloads: temporal.api.common.v1.IPayloads | null | undefined,
): Promise<Decoded<unknown>> {
  return await unlessKeyMissing(async () => {
    const [value] = await decodePayloads(converter, payloads?.payloads);
    return withoutPasswords(value);
  });
}

export async function decodeFailure(
  converter: LoadedDataConverter,
  failure: temporal.api.failure.v1.IFailure,
): Promise<DecodedFailure> {
  const decoded = await unlessKeyMissing(
    async () => await decodeOptionalFailureToOptionalError(converter, failure),
  );
  if ('encryptedWith' in decoded) return { type: clearTypeOf(failure), message: decoded };
  const known = failureOf(decoded.value);
  if (known) return { type: known.type, message: { value: known.message } };
  const type = decoded.value instanceof TimeoutFailure ? 'StepTimedOut' : clearTypeOf(failure);
  return { type, message: { value: decoded.value?.message ?? '' } };
}

function clearTypeOf(failure: temporal.api.failure.v1.IFailure): string {
  if (failure.timeoutFailureInfo) return 'StepTimedOut';
  return failure.applicationFailureInfo?.type || 'Failure';
}

async function unlessKeyMissing<Value>(decode: () => Promise<Value>): Promise<Decoded<Value>> {
  try {
    return { value: await decode() };
  } catch (error) {
    if (error instanceof PayloadDecryptionError) return { encryptedWith: error.keyId };
    throw error;
  }
}
