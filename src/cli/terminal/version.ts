import { createRequire } from 'node:module';

const manifest = createRequire(__filename)('commerce-onboarding/package.json') as { version: string };

/** The version of this package. Its own name finds its manifest from `src` as from `dist`. */
export const version = manifest.version;
