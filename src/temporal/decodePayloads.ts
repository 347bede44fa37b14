import { arrayFromPayloads, fromPayloadsAtIndex, type LoadedDataConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';

type Payloads = temporal.api.common.v1.IPayload[] | null | undefined;

/** All values of the payloads, decrypted. */
export async function decodePayloads(converter: LoadedDataConverter, payloads: Payloads): Promise<unknown[]> {
  return arrayFromPayloads(converter.payloadConverter, await decrypt(converter, payloads));
}

/** One value of the payloads, decrypted; the caller knows its type from the code that wrote it. */
export async function decodePayloadAt<Value>(
  converter: LoadedDataConverter,
  index: number,
  payloads: Payloads,
): Promise<Value> {
  return fromPayloadsAtIndex<Value>(converter.payloadConverter, index, await decrypt(converter, payloads));
}

async function decrypt({ payloadCodecs }: LoadedDataConverter, payloads: Payloads): Promise<Payloads> {
  let decoded = payloads;
  if (decoded) for (const codec of payloadCodecs.toReversed()) decoded = await codec.decode(decoded);
  return decoded;
}
