import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** The page loads nothing but its own; styles stand in its elements. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the document, and at `/docs` a page on which it is read and tried: Swagger UI, from this process alone. */
export async function servePage(
  server: FastifyInstance,
  document: Readonly<Record<string, unknown>>,
): Promise<void> {
  server.get('/openapi.json', async () => Promise.resolve(document));
  server.get('/', async (_, reply) => await reply.redirect('/docs/'));
  // The page asks for it; the document that it makes of the routes by itself is not used.
  await server.register(swagger);
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: CONTENT_SECURITY_POLICY,
    transformSpecification: () => document,
    uiConfig: { validatorUrl: null },
    theme: { title: 'Customer onboarding' },
  });
}
