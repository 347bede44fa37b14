import { type LoadedDataConverter, TimeoutFailure } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { withoutPasswords } from '../../contract/passwords';
import { decodePayloads } from '../../temporal/decodePayloads';
import { PayloadDecryptionError } from '../../temporal/encryption';
import { decodeOptionalFailureToOptionalError } from '../../temporal/privateSdk';
import { failureOf } from '../outcome';

/** What a payload holds, or why that cannot be told: the ID of the key that is not held, or does not fit. */
export type Told<Value> = { readonly value: Value } | { readonly encryptedWith: string };

/** A failure's type stands in the history in the clear; its words do not. */
export interface ToldFailure {
  readonly type: string;
  readonly message: Told<string>;
}

/** The first of some payloads, with passwords hidden. */
export async function tellPayload(
  converter: LoadedDataConverter,
  payloads: temporal.api.common.v1.IPayloads | null | undefined,
): Promise<Told<unknown>> {
  return await tell(async () => {
    const [value] = await decodePayloads(converter, payloads?.payloads);
    return withoutPasswords(value);
  });
}

export async function tellFailure(
  converter: LoadedDataConverter,
  failure: temporal.api.failure.v1.IFailure,
): Promise<ToldFailure> {
  const told = await tell(async () => await decodeOptionalFailureToOptionalError(converter, failure));
  if ('encryptedWith' in told) return { type: clearTypeOf(failure), message: told };
  const known = failureOf(told.value);
  if (known) return { type: known.type, message: { value: known.message } };
  const type = told.value instanceof TimeoutFailure ? 'StepTimedOut' : clearTypeOf(failure);
  return { type, message: { value: told.value?.message ?? '' } };
}

function clearTypeOf(failure: temporal.api.failure.v1.IFailure): string {
  if (failure.timeoutFailureInfo) return 'StepTimedOut';
  return failure.applicationFailureInfo?.type || 'Failure';
}

async function tell<Value>(decode: () => Promise<Value>): Promise<Told<Value>> {
  try {
    return { value: await decode() };
  } catch (error) {
    if (error instanceof PayloadDecryptionError) return { encryptedWith: error.keyId };
    throw error;
  }
}
