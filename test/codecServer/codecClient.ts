import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { EncryptionKeys } from '../../src/temporal/encryption';
import { createEncryptionCodec } from '../../src/temporal/encryption';

/** A payload as the Temporal UI sends it: as in the history's JSON. */
export interface SentPayload {
  metadata: Record<string, string>;
  data: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { payloads?: SentPayload[]; message?: string };
}

export interface Request {
  body?: string;
  headers?: Record<string, string>;
  method?: string;
}

export async function ask(url: string, path: string, request: Request = {}): Promise<Answer> {
  const { method = 'POST', body, headers } = request;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', 'X-Namespace': 'default', ...headers },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : (JSON.parse(text) as Answer['body']),
  };
}

export async function askFor(
  url: string,
  path: '/decode' | '/encode',
  payloads: SentPayload[],
  headers?: Record<string, string>,
): Promise<Answer> {
  return await ask(url, path, { body: JSON.stringify({ payloads }), ...(headers && { headers }) });
}

export function plain(value: unknown): SentPayload {
  return sent(defaultPayloadConverter.toPayload(value));
}

export async function encrypted(value: unknown, keys: EncryptionKeys): Promise<SentPayload> {
  const codec = createEncryptionCodec({ mode: 'on', keys });
  const [payload] = await codec.encode([defaultPayloadConverter.toPayload(value)]);
  return sent(payload!);
}

/** A payload of a history in the format of the Temporal UI. */
export function sent({ metadata, data }: Payload): SentPayload {
  const entries = Object.entries(metadata ?? {}).map(([name, bytes]) => [name, base64(bytes)]);
  return { metadata: Object.fromEntries(entries) as Record<string, string>, data: base64(data!) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
