import type { Answer, ArrivedRequest } from '../answer';
import type { TokenBook } from '../tokenBook';
import { answerFormat, toXml } from './answerFormat';
import { Refusal, refusalAnswer, refused } from './refusal';
import { requestBody } from './requestBody';
import { noRoute, resourceOf, serveRoute } from './routes';
import type { Shop } from './shop';

/** Answers every path below `REST_ENDPOINT`, as Commerce and the gateway in front of it do. */
export async function serveCommerce(shop: Shop, tokens: TokenBook, request: ArrivedRequest): Promise<Answer> {
  let format: 'json' | 'xml' = 'json';
  try {
    format = answerFormat(request.headers.accept);
    const body = await serve(shop, tokens, request);
    return written({ status: 200, body }, format);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { refusedMs } = shop.options.latency;
    if (refusedMs > 0) await shop.timers.pause(refusedMs);
    return written(refusalAnswer(error, shop.options.language), format);
  }
}

async function serve(shop: Shop, tokens: TokenBook, request: ArrivedRequest): Promise<unknown> {
  const segments = request.path.split('/').filter((segment) => segment !== '');
  const [tenant, version, ...below] = segments;
  // Only other editions have `rest` and a store's code in their paths.
  if (tenant !== shop.options.tenant || version !== 'V1') throw noRoute();
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined || !tokens.accepts(token)) {
    const parameters = { resources: resourceOf(request.method) };
    throw refused({ text: 'notAuthorized', parameters }, 401);
  }
  return serveRoute(shop, {
    method: request.method,
    segments: below.map(decoded),
    query: request.query,
    body: () => requestBody(request.headers, request.body),
  });
}

function written({ status, body }: { status: number; body: unknown }, format: 'json' | 'xml'): Answer {
  return format === 'json'
    ? { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) }
    : { status, headers: { 'content-type': 'application/xml; charset=utf-8' }, body: toXml(body) };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
