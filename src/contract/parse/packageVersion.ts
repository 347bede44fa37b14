import { createRequire } from 'node:module';

const manifest = createRequire(__filename)('commerce-onboarding/package.json') as { version: string };

/** The version of this package. The package finds its manifest by its own name, both from `src` and from `dist`. */
export const packageVersion = manifest.version;
