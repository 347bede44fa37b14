import { createHash } from 'node:crypto';
import { z } from 'zod';
import { membersOf } from '../../contract/isRecord';

/** A CloudEvent (CloudEvents 1.0), as far as the gateway uses it. */
export interface CloudEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** Not validated. */
  readonly data: unknown;
}

export type ParsedCloudEvent =
  | { readonly ok: true; readonly event: CloudEvent }
  | { readonly ok: false; readonly id?: string; readonly problems: readonly EventProblem[] };

/** A mistake in an event. The path is dotted; the message repeats no value. */
export interface EventProblem {
  readonly path: string;
  readonly message: string;
}

const MOST_CHARACTERS = 1_024;
/** A media type of JSON, with parameters. */
const JSON_TYPE = /^[\w.+-]+\/([\w.-]+\+)?json *(;.*)?$/i;

function attribute(what: string) {
  return z
    .string({ error: ({ input }) => (input === undefined ? `is missing; give ${what}` : 'must be text') })
    .min(1, { error: `is empty; give ${what}` })
    .max(MOST_CHARACTERS, { error: `has more than ${MOST_CHARACTERS} characters` })
    .regex(/^\P{Cc}*$/u, { error: 'has control characters' });
}

/** Extension attributes and optional attributes that nothing here uses are ignored. */
const cloudEventSchema = z.looseObject(
  {
    specversion: z.literal('1.0', { error: 'must be "1.0": the gateway takes CloudEvents 1.0' }),
    id: attribute('an ID that is unique for the source'),
    source: attribute('the URI of the source'),
    type: attribute('the type of the event'),
    datacontenttype: z
      .string({ error: 'must be text' })
      .regex(JSON_TYPE, { error: 'must be application/json: the data must be JSON' })
      .nullish(),
    data_base64: z.null({ error: 'is not supported: send JSON in "data"' }).optional(),
  },
  { error: 'must be a CloudEvent: an object in { }' },
);

/** Validates the attributes of a CloudEvent in its JSON format. */
export function parseCloudEvent(value: unknown): ParsedCloudEvent {
  const parsed = cloudEventSchema.safeParse(value);
  if (parsed.success) {
    const { id, source, type, data } = parsed.data;
    return { ok: true, event: { id, source, type, data } };
  }
  const problems = parsed.error.issues.map(({ path, message }) => ({
    path: path.join('.') || 'event',
    message,
  }));
  const id = cloudEventSchema.shape.id.safeParse(membersOf(value)['id']);
  return { ok: false, ...(id.success && { id: id.data }), problems };
}

/** The same for each delivery of an event: CloudEvents says that source and ID together identify it. */
export function identityOf({ source, id }: Pick<CloudEvent, 'source' | 'id'>): string {
  return identity('cloudevent', source, id);
}

/** For events whose attributes are not signed: the signed ID of the webhook, which each delivery repeats. */
export function identityOfWebhook(webhookId: string): string {
  return identity('webhook', webhookId);
}

/** A hash, because IDs may contain personal data. */
function identity(...parts: readonly string[]): string {
  return `event-${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}
