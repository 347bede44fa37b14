import { AsyncLocalStorage } from 'node:async_hooks';
import { ApplicationFailure, type PayloadCodec } from '@temporalio/common';
import { operationInfo } from '@temporalio/nexus';
import { encryptingKeyId, PayloadDecryptionError } from './encryptPayload';

/** The codecs that check already, so that a worker made from the options of another one wraps nothing twice. */
const checking = new WeakSet<PayloadCodec>();

export function checksNexusInput(codec: PayloadCodec): boolean {
  return checking.has(codec);
}

const afterInput = new AsyncLocalStorage<true>();

/** Runs the part of a Nexus handler that follows its input, in which other payloads may be read. */
export async function withInputRead<Result>(work: () => Promise<Result>): Promise<Result> {
  return await afterInput.run(true, work);
}

/**
 * A codec that refuses the input of a Nexus operation at once if it cannot be decrypted, or if it is not encrypted
 * although it must be. A handler gets only the decoded input, and errors of other kinds are retried.
 */
export function checkNexusInput(
  codec: PayloadCodec,
  { requireEncryption }: { readonly requireEncryption: boolean },
): PayloadCodec {
  if (checking.has(codec)) return codec;
  const checked: PayloadCodec = {
    encode: (payloads) => codec.encode(payloads),
    decode: async (payloads) => {
      if (!isNexusInput()) return await codec.decode(payloads);
      if (requireEncryption && payloads.some((payload) => encryptingKeyId(payload) === undefined)) {
        throw refused(NOT_ENCRYPTED);
      }
      try {
        return await codec.decode(payloads);
      } catch (error) {
        throw error instanceof PayloadDecryptionError ? refused(error.message) : error;
      }
    },
  };
  checking.add(checked);
  return checked;
}

const NOT_ENCRYPTED =
  'the worker requires encryption and the input came in the clear; encrypt it with one of its keys and the codec of ' +
  "Temporal's encryption samples";

function isNexusInput(): boolean {
  if (afterInput.getStore()) return false;
  try {
    operationInfo();
    return true;
  } catch {
    return false;
  }
}

/** The SDK answers with BAD_REQUEST for this type only. */
function refused(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'PayloadValidationError', message, nonRetryable: true });
}
