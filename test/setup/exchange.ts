import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Exchange {
  readonly status: number;
  readonly body: string;
}

/** Sends a request with exactly these headers, including `Host` and `Origin`, which `fetch` would choose itself. */
export async function exchange(
  url: string,
  path: string,
  {
    method = 'POST',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Exchange> {
  const sent = request(new URL(url), {
    path,
    method,
    agent: false,
    headers: { ...(body !== '' && { 'content-type': 'application/json' }), ...headers },
  }).end(body);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject);
  });
  return { status: answer.statusCode ?? 0, body: await text(answer) };
}
