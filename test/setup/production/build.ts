import { buildServerPrograms } from './serverPrograms';

/** Builds the Temporal server for the tests of the production topology, unless this machine's cache has it. */
buildServerPrograms().then(
  (folder) => process.stderr.write(`The Temporal server is in ${folder}.\n`),
  (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `The Temporal server was not built; Go 1.26 is needed (https://go.dev/dl): ${reason}\n`,
    );
    process.exitCode = 1;
  },
);
