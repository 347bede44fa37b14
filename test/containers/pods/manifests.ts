import { z } from 'zod';

/**
 * The forms of the manifests that can be run here. Each field that is not in them is refused with its path, so that no
 * part of a pod is ignored without a decision.
 */

/** Decides only where a pod runs, or who may pull its image. */
const OF_THE_CLUSTER = z.unknown();

const quantity = z.union([z.string(), z.number()]).transform(String);

const withoutReferences = z
  .string()
  .refine((text) => !text.includes('$('), 'a reference to a variable, $(NAME), cannot be run here');

const environmentVariable = z
  .strictObject({
    name: z.string(),
    value: withoutReferences.optional(),
    valueFrom: z
      .strictObject({ secretKeyRef: z.strictObject({ name: z.string(), key: z.string() }) })
      .optional(),
  })
  .refine(({ value, valueFrom }) => value === undefined || valueFrom === undefined, 'has two values');

/** Its times are Kubernetes' defaults. */
const probe = z.strictObject({
  httpGet: z.strictObject({
    path: z.string(),
    port: z.string(),
    scheme: z.enum(['HTTP', 'HTTPS']).default('HTTP'),
  }),
  periodSeconds: z.number().default(10),
  timeoutSeconds: z.number().default(1),
  failureThreshold: z.number().default(3),
});

const container = z.strictObject({
  name: z.string(),
  image: z.string(),
  imagePullPolicy: z.enum(['IfNotPresent', 'Always', 'Never']),
  command: z.array(withoutReferences).min(1).optional(),
  args: z.array(withoutReferences).default([]),
  env: z.array(environmentVariable).default([]),
  ports: z.array(z.strictObject({ name: z.string(), containerPort: z.number() })).default([]),
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.boolean(),
    capabilities: z.strictObject({ drop: z.array(z.string()) }),
  }),
  lifecycle: z
    .strictObject({ preStop: z.strictObject({ sleep: z.strictObject({ seconds: z.number() }) }) })
    .optional(),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  resources: z.strictObject({
    requests: z.strictObject({ cpu: quantity, memory: quantity }),
    limits: z.strictObject({ cpu: quantity, memory: quantity }),
  }),
  volumeMounts: z
    .array(z.strictObject({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().default(false) }))
    .default([]),
});

const secretSource = z.strictObject({
  secret: z.strictObject({
    name: z.string(),
    items: z.array(z.strictObject({ key: z.string(), path: z.string() })),
  }),
});

/** Has one of the four. */
const volume = z.strictObject({
  name: z.string(),
  emptyDir: z.strictObject({ sizeLimit: quantity.optional() }).optional(),
  projected: z.strictObject({ defaultMode: z.number(), sources: z.array(secretSource) }).optional(),
  persistentVolumeClaim: z.strictObject({ claimName: z.string() }).optional(),
  csi: z
    .strictObject({
      driver: z.string(),
      readOnly: z.literal(true),
      volumeAttributes: z.strictObject({ secretProviderClass: z.string() }),
    })
    .optional(),
});

const podSpec = z.strictObject({
  // Both would add to the environment and the files of a container.
  automountServiceAccountToken: z.literal(false),
  enableServiceLinks: z.literal(false),
  securityContext: z.strictObject({
    runAsNonRoot: z.literal(true),
    runAsUser: z.number().min(1),
    runAsGroup: z.number(),
    fsGroup: z.number(),
    fsGroupChangePolicy: z.literal('OnRootMismatch'),
    seccompProfile: z.strictObject({ type: z.literal('RuntimeDefault') }),
  }),
  containers: z.tuple([container]),
  volumes: z.array(volume).default([]),
  // A container that ends fails the test, whatever this is. A Job runs it again.
  restartPolicy: z.enum(['Always', 'Never']).default('Always'),
  terminationGracePeriodSeconds: z.number().default(30),
  serviceAccountName: OF_THE_CLUSTER,
  imagePullSecrets: OF_THE_CLUSTER.optional(),
  priorityClassName: OF_THE_CLUSTER.optional(),
  nodeSelector: OF_THE_CLUSTER.optional(),
  tolerations: OF_THE_CLUSTER.optional(),
  affinity: OF_THE_CLUSTER.optional(),
  topologySpreadConstraints: OF_THE_CLUSTER.optional(),
});

const labels = z.record(z.string(), z.string());

const podTemplate = z.strictObject({
  metadata: z.strictObject({ labels, annotations: labels.optional() }),
  spec: podSpec,
});

const metadata = z.strictObject({
  name: z.string(),
  labels: labels.optional(),
  annotations: labels.optional(),
});

const selector = z.strictObject({ matchLabels: labels });

const pod = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('Pod'),
  metadata: metadata.required({ labels: true }),
  spec: podSpec,
});

const deployment = z.strictObject({
  apiVersion: z.literal('apps/v1'),
  kind: z.literal('Deployment'),
  metadata,
  spec: z.strictObject({
    replicas: z.number(),
    strategy: z
      .strictObject({ rollingUpdate: z.strictObject({ maxSurge: z.number(), maxUnavailable: z.number() }) })
      .optional(),
    selector,
    template: podTemplate,
  }),
});

const job = z.strictObject({
  apiVersion: z.literal('batch/v1'),
  kind: z.literal('Job'),
  metadata,
  spec: z.strictObject({
    backoffLimit: z.number(),
    activeDeadlineSeconds: z.number(),
    template: podTemplate,
  }),
});

const service = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('Service'),
  metadata,
  spec: z.strictObject({
    // Here every caller is in the network of the Service.
    type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer']),
    selector: labels,
    ports: z.tuple([z.strictObject({ name: z.string(), port: z.number(), targetPort: z.string() })]),
  }),
});

const externalSecret = z.strictObject({
  apiVersion: z.literal('external-secrets.io/v1'),
  kind: z.literal('ExternalSecret'),
  metadata,
  spec: z.strictObject({
    refreshInterval: z.string(),
    secretStoreRef: z.strictObject({ name: z.string(), kind: z.string() }),
    target: z.strictObject({
      name: z.string(),
      template: z.strictObject({ type: z.string() }).optional(),
    }),
    data: z.array(
      z.strictObject({
        secretKey: z.string(),
        remoteRef: z.strictObject({ key: z.string(), property: z.string().optional() }),
      }),
    ),
  }),
});

/** What is read by other programs than an engine: the API server, the network, operators. */
const OTHER_KINDS = [
  ...['ServiceAccount', 'NetworkPolicy', 'PodDisruptionBudget', 'Ingress', 'ConfigMap'],
  ...['PodMonitor', 'PrometheusRule'],
] as const;

const other = z.looseObject({ kind: z.enum(OTHER_KINDS) });

const manifest = z.discriminatedUnion('kind', [pod, deployment, job, service, externalSecret, other]);

export type PodTemplate = z.infer<typeof podTemplate>;
export type Container = z.infer<typeof container>;
export type Probe = z.infer<typeof probe>;
export type Volume = z.infer<typeof volume>;
export type Pod = z.infer<typeof pod>;
export type Deployment = z.infer<typeof deployment>;
export type Job = z.infer<typeof job>;
export type Service = z.infer<typeof service>;
export type ExternalSecret = z.infer<typeof externalSecret>;

export interface Runnable {
  readonly pods: readonly Pod[];
  readonly deployments: readonly Deployment[];
  readonly jobs: readonly Job[];
  readonly services: readonly Service[];
  readonly externalSecrets: readonly ExternalSecret[];
}

/**
 * The manifests that have something to run.
 * @throws Error with the path of each field, or the kind, that cannot be run here
 */
export function runnable(manifests: readonly { kind: string; metadata: { name: string } }[]): Runnable {
  const parsed = manifests.map((given) => {
    const result = manifest.safeParse(given);
    if (result.success) return result.data;
    throw new Error(`${given.kind} ${given.metadata.name}:\n${z.prettifyError(result.error)}`);
  });
  return {
    pods: parsed.filter((one) => one.kind === 'Pod'),
    deployments: parsed.filter((one) => one.kind === 'Deployment'),
    jobs: parsed.filter((one) => one.kind === 'Job'),
    services: parsed.filter((one) => one.kind === 'Service'),
    externalSecrets: parsed.filter((one) => one.kind === 'ExternalSecret'),
  };
}
