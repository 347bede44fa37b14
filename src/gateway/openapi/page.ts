import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** The page loads only its own files; its elements have inline styles. */
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

/** Serves the document, and at `/docs` a page to read it and try it: Swagger UI, served by this process alone. */
export async function servePage(
  server: FastifyInstance,
  document: Readonly<Record<string, unknown>>,
): Promise<void> {
  server.get('/openapi.json', async () => Promise.resolve(document));
  server.get('/', async (_, reply) => await reply.redirect('/docs/'));
  // The page requires it. The document that this plug-in generates from the routes is not used.
  await server.register(swagger);
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: CONTENT_SECURITY_POLICY,
    transformSpecification: () => document,
    // Without the top bar, which has Swagger's logo and a field for other documents.
    uiConfig: { validatorUrl: null, layout: 'BaseLayout' },
    theme: { title: 'Customer onboarding', favicon: [FAVICON] },
  });
}
