import type { Payload } from '@temporalio/common';
import { z } from 'zod';
import { HIDDEN, hidePasswords, mayHoldPassword } from '../contract/passwords';
import { Refusal } from './refusal';

/** The body that the Temporal UI sends and receives: payloads in Protobuf's JSON format, with bytes in base64. */
const payloadsSchema = z.object({
  payloads: z.array(
    z.object({
      metadata: z.record(z.string(), z.base64()).nullish(),
      data: z.base64().nullish(),
    }),
  ),
});

export type PayloadsDocument = z.infer<typeof payloadsSchema>;

/** @throws Refusal that names the location of the mistake */
export function parsePayloads(body: unknown): Payload[] {
  const parsed = payloadsSchema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.map(String).join('.') || 'the body';
    throw new Refusal(
      400,
      `${place} is not right; send {"payloads": [{"metadata": {NAME: BASE64}, "data": BASE64}]}`,
    );
  }
  return parsed.data.payloads.map(({ metadata, data }) => ({
    metadata: Object.fromEntries(
      Object.entries(metadata ?? {}).map(([name, text]) => [name, Buffer.from(text, 'base64')]),
    ),
    data: Buffer.from(data ?? '', 'base64'),
  }));
}

export function payloadsDocument(payloads: readonly Payload[]): PayloadsDocument {
  return {
    payloads: payloads.map(({ metadata, data }) => ({
      metadata: Object.fromEntries(
        Object.entries(metadata ?? {}).map(([name, bytes]) => [name, base64(bytes)]),
      ),
      data: base64(data ?? new Uint8Array()),
    })),
  };
}

/** A decoded payload without passwords, for people to see. */
export function displayedPayload(payload: Payload): Payload {
  const encoding = Buffer.from(payload.metadata?.['encoding'] ?? []).toString();
  const text = Buffer.from(payload.data ?? []).toString();
  if (encoding === 'binary/encrypted' || !mayHoldPassword(text)) return payload;
  try {
    return { ...payload, data: Buffer.from(JSON.stringify(JSON.parse(text), hidePasswords)) };
  } catch (error) {
    // Hides the whole payload if its JSON is invalid, or too deeply nested to search.
    const isJson = encoding.startsWith('json/') || !(error instanceof SyntaxError);
    return isJson ? { ...payload, data: Buffer.from(JSON.stringify(HIDDEN)) } : payload;
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
