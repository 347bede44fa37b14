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

const FAVICON = {
  filename: 'favicon.svg',
  rel: 'icon',
  sizes: 'any',
  type: 'image/svg+xml',
  content:
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="#1f6feb" stroke-width="1.6" stroke-linecap="round">' +
    '<circle cx="6.5" cy="5" r="3"/><path d="M1 14.5a5.5 5.5 0 0 1 11 0M13 3.5v5M10.5 6h5"/></svg>',
};

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
    // Without the bar at the top, which holds the logo of Swagger and a field for other documents.
    uiConfig: { validatorUrl: null, layout: 'BaseLayout' },
    theme: { title: 'Customer onboarding', favicon: [FAVICON] },
  });
}
