import { pathToFileURL } from 'node:url';

/** Arguments by which Node runs a TypeScript file. */
export const RUN_TYPESCRIPT = ['--import', pathToFileURL(require.resolve('tsx')).href];
