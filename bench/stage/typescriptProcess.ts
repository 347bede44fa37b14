import { pathToFileURL } from 'node:url';

/**
 * Arguments by which Node runs a TypeScript file of the bench. The product is imported from `#product`, compiled as it
 * is shipped: tsx gives every closure its name back, which costs a fifth of a request.
 */
export const RUN_TYPESCRIPT = ['--import', pathToFileURL(require.resolve('tsx')).href];
