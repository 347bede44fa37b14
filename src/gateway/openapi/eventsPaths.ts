import { EVENT_TYPES } from '../events/eventTypes';
import { EVENT_CONTENT_TYPES } from '../events/readEvents';
import { EVENTS_PATH } from '../events/serveEvents';
import { problemResponses, PROBLEMS_OF_ALL, PROBLEMS_OF_BODIES } from './problemResponses';

export const EVENTS_TAG = {
  name: 'Events',
  description: 'Receive CloudEvents that start onboardings',
} as const;

/** A request has one of several signatures, each of several headers; OpenAPI names one header of each. */
export const EVENTS_SECURITY_SCHEMES = {
  standardWebhooks: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description:
      'A signature of Standard Webhooks, with `webhook-id` and `webhook-timestamp`, by a secret in `ONBOARDING_GATEWAY_EVENTS_SECRETS`',
  },
  adobeIoEvents: {
    type: 'apiKey',
    in: 'header',
    name: 'x-adobe-digital-signature-1',
    description:
      'A signature of Adobe I/O Events, with the recipient in `ONBOARDING_GATEWAY_EVENTS_CLIENT_ID`',
  },
} as const;

const EVENT = {
  type: 'object',
  properties: {
    specversion: { const: '1.0' },
    id: { type: 'string', minLength: 1, maxLength: 1024 },
    source: { type: 'string', minLength: 1, maxLength: 1024 },
    type: { type: 'string', minLength: 1, maxLength: 1024, examples: Object.keys(EVENT_TYPES) },
    data: { description: 'For `com.commerce-onboarding.onboard.v1` the input of the onboarding' },
  },
  required: ['specversion', 'id', 'source', 'type'],
} as const;

const EXAMPLE = {
  specversion: '1.0',
  id: '4d1f6c9e-7d0b-4c5e-9a51-2f3f0b6f1f0a',
  source: 'https://crm.example.com',
  type: 'com.commerce-onboarding.onboard.v1',
  data: { customer: { email: 'john.doe@example.com', firstname: 'John', lastname: 'Doe' } },
};

const BATCH = { type: 'array', items: EVENT, maxItems: 100 } as const;

export const EVENTS_PATHS = {
  [EVENTS_PATH]: {
    get: {
      operationId: 'answerChallenge',
      tags: [EVENTS_TAG.name],
      summary: 'Answer the challenge that Adobe I/O Events sends when the webhook is registered',
      security: [],
      parameters: [
        {
          name: 'challenge',
          in: 'query',
          required: true,
          schema: { type: 'string', pattern: '^[\\w.-]{1,256}$' },
        },
      ],
      responses: {
        200: {
          description: 'The challenge',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { challenge: { type: 'string' } },
                required: ['challenge'],
              },
            },
          },
        },
        ...problemResponses([
          'malformed-request',
          'invalid-parameter',
          'foreign-page',
          'not-found',
          'request-timeout',
          'path-too-long',
          'headers-too-large',
          'internal',
        ]),
      },
    },
    post: {
      operationId: 'receiveEvents',
      tags: [EVENTS_TAG.name],
      summary:
        'Start the onboardings that CloudEvents ask for; an event that is delivered again starts nothing',
      description:
        'Requires a signature, or a key with the right `start`. Takes structured, batched and binary mode of CloudEvents 1.0. An input with `"onExisting": "adopt"` requires a key with the right `adopt`.',
      security: [{ key: [] }, { standardWebhooks: [] }, { adobeIoEvents: [] }],
      requestBody: {
        required: true,
        content: {
          [EVENT_CONTENT_TYPES.structured]: { schema: EVENT, example: EXAMPLE },
          [EVENT_CONTENT_TYPES.batch]: { schema: BATCH, example: [EXAMPLE] },
          [EVENT_CONTENT_TYPES.json]: {
            schema: {
              description:
                'With headers `ce-...` the data of one event (binary mode), else an event or a list of events',
            },
            example: EXAMPLE,
          },
        },
      },
      responses: {
        202: {
          description: 'Temporal has the onboarding of each event; nothing is left to do for the sender',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/EventResults' } } },
        },
        ...problemResponses([
          ...PROBLEMS_OF_ALL,
          ...PROBLEMS_OF_BODIES,
          'signature-refused',
          'invalid-json',
          'invalid-event',
          'events-refused',
          'sender-keys-unavailable',
        ]),
      },
    },
  },
};
