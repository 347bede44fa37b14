import { z } from 'zod';
import type { OnboardingInput } from '../../contract/onboarding';
import { inputJsonSchema } from '../../contract/parse/inputJsonSchema';
import { DOCUMENTS } from '../documents';
import type { Operation } from '../operations';
import { problemSchema } from '../problems/problem';
import type { ProblemKind } from '../problems/problems';
import { EVENTS_PATHS, EVENTS_SECURITY_SCHEMES, EVENTS_TAG } from './eventsPaths';
import { problemResponses, PROBLEMS_OF_ALL, PROBLEMS_OF_BODIES } from './problemResponses';

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of the operations, from the schemas that validate the requests. */
export function openApiDocument(operations: readonly Operation[]): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Customer onboarding',
      version: '1',
      description:
        'Creates customers in Adobe Commerce as a Cloud Service, each exactly once. Errors are problem documents (RFC 9457).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: Object.values(TAGS),
    security: [{ key: [] }],
    paths: { ...pathsOf(operations), ...EVENTS_PATHS, ...HEALTH_PATHS },
    components: {
      schemas: {
        OnboardingInput: inComponents(inputJsonSchema()),
        ...Object.fromEntries(Object.entries(DOCUMENTS).map(([name, schema]) => [name, jsonSchema(schema)])),
        Problem: jsonSchema(problemSchema),
      },
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key from `onboard gateway keys new`' },
        ...EVENTS_SECURITY_SCHEMES,
      },
    },
  };
}

/** The groups of operations on the page. */
const TAGS = {
  onboardings: { name: 'Onboardings', description: 'Start, show, list and retry onboardings' },
  events: EVENTS_TAG,
  health: { name: 'Health', description: 'For load balancers and monitoring; no key is needed' },
} as const;

function pathsOf(operations: readonly Operation[]): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const path = (paths[operation.path] ??= operation.path.includes('{id}') ? { parameters: [ID] } : {});
    path[operation.method.toLowerCase()] = operationObject(operation);
  }
  return paths;
}

const ID = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'Workflow ID',
  schema: { type: 'string', minLength: 1 },
};

function operationObject(operation: Operation): Json {
  const { id, summary, right, note, query, body, answers, problems, method } = operation;
  const kinds = [...PROBLEMS_OF_ALL, ...(method === 'POST' ? PROBLEMS_OF_BODIES : []), ...problems];
  return {
    operationId: id,
    tags: [TAGS.onboardings.name],
    summary,
    description: [`Requires a key with the right \`${right}\`.`, ...(note === undefined ? [] : [note])].join(
      ' ',
    ),
    ...parametersOf(query),
    ...(body !== 'none' && { requestBody: BODIES[body] }),
    responses: {
      ...Object.fromEntries(
        answers.map(({ status, when, document }) => [
          status,
          {
            description: when,
            ...(status === 202 && { headers: { Location: LOCATION } }),
            content: { 'application/json': { schema: { $ref: `#/components/schemas/${document}` } } },
            ...(document === 'OnboardingState' && { links: LINKS }),
          },
        ]),
      ),
      ...problemResponses(kinds),
    },
  };
}

function parametersOf(query: z.ZodObject): Json {
  const { properties = {} } = jsonSchema(query);
  const parameters = Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = z.looseObject({ description: z.string().optional() }).parse(property);
    return { name, in: 'query', required: false, ...(description && { description }), schema };
  });
  return parameters.length > 0 ? { parameters } : {};
}

const EXAMPLE_INPUT: OnboardingInput = {
  customer: { email: 'john.doe@example.com', firstname: 'John', lastname: 'Doe', website_id: 1 },
  password: 'TempPa55word!',
  update: { lastname: 'Doe-Updated' },
};

const BODIES = {
  input: {
    required: true,
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/OnboardingInput' },
        example: EXAMPLE_INPUT,
      },
    },
  },
  correction: {
    required: false,
    description:
      'A corrected input: a merge patch (RFC 7396) of the failed input, or, as application/json, a complete input that replaces it. Without a body the input stays the same.',
    content: {
      'application/merge-patch+json': {
        schema: { type: 'object' },
        example: { password: 'TempPa55word!' },
      },
      'application/json': { schema: { $ref: '#/components/schemas/OnboardingInput' } },
    },
  },
} as const;

const LOCATION = {
  description: 'The URL of the onboarding',
  required: true,
  schema: { type: 'string', pattern: '^/onboardings/onboard-[0-9a-f]{32}$' },
};

/** Clients can show and retry every onboarding that a response names. */
const LINKS = {
  show: { operationId: 'showOnboarding', parameters: { id: '$response.body#/workflowId' } },
  retry: { operationId: 'retryOnboarding', parameters: { id: '$response.body#/workflowId' } },
};

const STATUS_CONTENT = {
  'application/json': {
    schema: { type: 'object', properties: { status: { type: 'string' } }, required: ['status'] },
  },
};

const HEALTH_PROBLEMS = [
  'malformed-request',
  'foreign-page',
  'request-timeout',
  'headers-too-large',
  'internal',
] as const;

const HEALTH_PATHS = {
  '/healthz': healthCheck('health', 'The gateway runs', HEALTH_PROBLEMS),
  '/readyz': healthCheck('readiness', 'Temporal answers the gateway', [
    ...HEALTH_PROBLEMS,
    'temporal-unavailable',
  ]),
};

function healthCheck(operationId: string, summary: string, problems: readonly ProblemKind[]): Json {
  return {
    get: {
      ...{ operationId, tags: [TAGS.health.name], summary, security: [] },
      description: 'Also answers HEAD, without a body.',
      responses: { 200: { description: 'Ready', content: STATUS_CONTENT }, ...problemResponses(problems) },
    },
  };
}

function jsonSchema(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  return inComponents(z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' }));
}

/** Draft 2020-12 is the default of OpenAPI 3.1. */
function inComponents({ $schema: _, ...schema }: z.core.JSONSchema.BaseSchema): z.core.JSONSchema.BaseSchema {
  return schema;
}
