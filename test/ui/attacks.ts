/** What a foreign page sends to every port that it finds. */
export interface Attack {
  readonly changes: readonly AttackRequest[];
  /** Repeated as a form, which takes the browser ten times as long. */
  readonly forms: readonly AttackRequest[];
  readonly reads: readonly string[];
  /** Read again through a frame. */
  readonly frames: readonly string[];
}

export interface AttackRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export interface AttackedOnboardings {
  /** The IDs of a running and a failed onboarding. */
  readonly running: string;
  readonly failed: string;
  /** A body for the codec server: a person's encrypted input. */
  readonly payloads: string;
}

/** The email address of the customer that a successful attack would create. */
export const MADE_BY_ATTACK = 'made-by-attack@example.com';

const CUSTOMER = {
  email: MADE_BY_ATTACK,
  firstname: 'Mallory',
  lastname: 'Attack',
  store_id: 1,
  website_id: 1,
};
const START = { workflowType: { name: 'onboardCustomer' }, taskQueue: { name: 'customer-onboarding' } };
const ATTACK_ID = 'made-by-attack';

export function attackOn(onboardings: AttackedOnboardings): Attack {
  const changes = [
    ...temporalCalls(onboardings),
    ...gatewayCalls(onboardings),
    ...codecCalls(onboardings),
    ...SANDBOX_CALLS,
  ];
  return {
    changes,
    forms: changes.filter(({ path }) => AS_FORM.test(path)),
    frames: ['/', '/_sandbox/customers', `/namespaces/default/workflows/${onboardings.failed}/history`],
    reads: [
      '/',
      '/metrics',
      ...bothRoots(''),
      ...bothRoots('/workflows'),
      ...bothRoots(`/workflows/${onboardings.failed}`),
      ...bothRoots(`/workflows/${onboardings.failed}/history`),
      '/onboardings',
      `/onboardings/${onboardings.failed}`,
      '/_sandbox/customers',
      '/_sandbox/mails',
      '/_sandbox/requests',
    ],
  };
}

const AS_FORM = /(workflows\/made-by-attack|\/terminate|^\/onboardings|^\/_sandbox\/customers|^\/decode)$/;

/** The HTTP API of the server, and of its UI. */
function temporalCalls({ running, failed }: AttackedOnboardings): readonly AttackRequest[] {
  const workflow = `/workflows/${running}`;
  return [
    ...post(bothRoots(`/workflows/${ATTACK_ID}`), {
      ...START,
      requestId: ATTACK_ID,
      input: [{ customer: CUSTOMER }],
    }),
    ...post(bothRoots(`/workflows/${ATTACK_ID}/signal-with-start/any`), START),
    ...post(bothRoots(`${workflow}/signal/any`), { input: [] }),
    ...post(bothRoots(`${workflow}/update/any`), { request: { input: { name: 'any' } } }),
    ...post(bothRoots(`/workflows/${failed}/reset`), { workflowTaskFinishEventId: 4, requestId: ATTACK_ID }),
    ...post(bothRoots(`${workflow}/pause`), {}),
    ...post(bothRoots('/activities/reset'), { execution: { workflowId: running }, type: 'createCustomer' }),
    ...post(bothRoots(`/batch-operations/${ATTACK_ID}`), {
      visibilityQuery: 'ExecutionStatus = "Running"',
      reason: 'attack',
      terminationOperation: {},
    }),
    ...post(bothRoots(`/schedules/${ATTACK_ID}`), {
      schedule: {
        spec: { interval: [{ interval: '1s' }] },
        action: { startWorkflow: { workflowId: ATTACK_ID, ...START } },
      },
      requestId: ATTACK_ID,
    }),
    ...post(bothRoots('/update'), { config: { workflowExecutionRetentionTtl: '3600s' } }),
    ...post(['/api/v1/namespaces', '/cluster/namespaces'], {
      namespace: ATTACK_ID,
      workflowExecutionRetentionPeriod: '86400s',
    }),
    ...post(['/api/v1/nexus/endpoints', '/cluster/nexus/endpoints'], {
      spec: {
        name: ATTACK_ID,
        target: { worker: { namespace: 'default', taskQueue: 'customer-onboarding' } },
      },
    }),
    ...post(['/namespaces/default/task-queues/customer-onboarding/nexus-services/any/any'], {}),
    // Requests that end it come last, because those before need it running.
    ...post(bothRoots(`${workflow}/cancel`), {}),
    ...post(bothRoots(`${workflow}/terminate`), { reason: 'attack' }),
  ];
}

function gatewayCalls({ failed }: AttackedOnboardings): readonly AttackRequest[] {
  return [...post(['/onboardings'], { customer: CUSTOMER }), ...post([`/onboardings/${failed}/retry`], {})];
}

function codecCalls({ payloads }: AttackedOnboardings): readonly AttackRequest[] {
  return ['/decode', '/encode'].map((path) => ({ method: 'POST', path, body: payloads }));
}

const SANDBOX_CALLS: readonly AttackRequest[] = [
  ...post(['/_sandbox/customers'], CUSTOMER),
  ...post(['/_sandbox/faults'], { on: 'any', what: { kind: 'lose', made: false } }),
  ...post(['/ims/token/v3'], {
    grant_type: 'client_credentials',
    client_id: 'sandbox-client',
    client_secret: 'sandbox-secret',
    scope: 'openid,AdobeID,commerce.accs',
  }),
  ...post(['/sandbox-tenant/V1/customers'], { customer: CUSTOMER }),
  { method: 'DELETE', path: '/_sandbox/faults', body: '{}' },
  { method: 'DELETE', path: '/_sandbox/tokens', body: '{}' },
  { method: 'DELETE', path: '/_sandbox', body: '{}' },
];

/** Temporal serves its HTTP API at two roots. */
function bothRoots(path: string): string[] {
  return [`/api/v1/namespaces/default${path}`, `/namespaces/default${path}`];
}

function post(paths: readonly string[], body: object): readonly AttackRequest[] {
  return paths.map((path) => ({ method: 'POST', path, body: JSON.stringify(body) }));
}
