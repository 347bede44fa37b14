import type { Values } from '../../deployment/helm/values';
import type { Admission } from './temporal';

export interface Example {
  readonly admission: Admission;
  /** What differs from the example, because it has another certificate authority. */
  readonly values?: Values;
}

const OWN_AUTHORITY = { temporal: { tls: { customCa: true } } };

/** The examples of the chart whose pods are run, by the names of their files. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  'temporal-in-cluster': { admission: 'everybody' },
  'one-small-node': { admission: 'everybody' },
  csi: { admission: 'everybody' },
  'temporal-cloud': {
    admission: 'apiKeys',
    // With an API key, KEDA accepts no authority of one's own.
    values: { ...OWN_AUTHORITY, worker: { autoscaling: { enabled: false } } },
  },
  'external-secrets': {
    admission: 'certificates',
    values: {
      ...OWN_AUTHORITY,
      secrets: { externalSecret: { remote: { temporalCa: { key: 'onboarding/temporal-ca' } } } },
    },
  },
};

/** The others, with the reason why their pods are not run. */
export const EXAMPLES_LEFT_OUT: Readonly<Record<string, string>> = {
  'worker-controller':
    'the Worker Controller completes its pods; test/deployment/helm/controller.helm.test.ts runs them',
};
