import { clusterPrograms } from './programs';

/** Installs and builds what the tests of the Helm chart need, unless this machine has it. */
clusterPrograms().then(
  ({ kubeApiserver }) => process.stderr.write(`The API server is ${kubeApiserver}.\n`),
  (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`Not everything was built; Go 1.26 is needed (https://go.dev/dl): ${reason}\n`);
    process.exitCode = 1;
  },
);
