import type { IncomingHttpHeaders } from 'node:http';
import { parseJsonDocument } from '../../contract/parse/jsonDocument';
import { Problem } from '../problems/problem';

/** The content types of events: structured, batched and binary mode of CloudEvents. */
export const EVENT_CONTENT_TYPES = {
  structured: 'application/cloudevents+json',
  batch: 'application/cloudevents-batch+json',
  /** Binary mode with the headers `ce-...`. Without them structured or batched: Adobe I/O Events sends it so. */
  json: 'application/json',
} as const;

const MOST_EVENTS = 100;

export interface ReceivedEvents {
  /** In the JSON format of CloudEvents, not validated. */
  readonly events: readonly unknown[];
  /** Whether the attributes are in headers, which no signature covers. */
  readonly isBinary: boolean;
}

/**
 * Reads the CloudEvents of a request.
 * @throws Problem `invalid-json`, `invalid-event`
 */
export function readEvents(headers: IncomingHttpHeaders, body: Buffer): ReceivedEvents {
  const contentType = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  const isBinary =
    contentType === EVENT_CONTENT_TYPES.json && Object.keys(headers).some((name) => name.startsWith('ce-'));
  if (isBinary) {
    const data = body.length === 0 ? undefined : documentOf(body);
    return { events: [{ ...attributesIn(headers), data }], isBinary };
  }
  const document = documentOf(body);
  if (contentType === EVENT_CONTENT_TYPES.batch && !Array.isArray(document)) {
    throw invalid('body', 'must be a list of CloudEvents in [ ]');
  }
  if (contentType === EVENT_CONTENT_TYPES.structured && Array.isArray(document)) {
    throw invalid('body', `must be one CloudEvent in { }; send a list as ${EVENT_CONTENT_TYPES.batch}`);
  }
  const events: readonly unknown[] = Array.isArray(document) ? document : [document];
  if (events.length > MOST_EVENTS) throw invalid('body', `must have at most ${MOST_EVENTS} events`);
  return { events, isBinary };
}

function documentOf(body: Buffer): unknown {
  const parsed = parseJsonDocument(body);
  if (parsed.ok) return parsed.value;
  throw new Problem('invalid-json', {
    detail: 'The body could not be parsed',
    problems: parsed.problems.map((message) => ({ message })),
  });
}

/** The attributes of binary mode; an attribute's name has lower-case letters and digits only. */
function attributesIn(headers: IncomingHttpHeaders): Record<string, string> {
  const attributes = Object.entries(headers).flatMap(([header, value]): [string, string][] => {
    const name = /^ce-([a-z0-9]+)$/.exec(header)?.[1];
    if (name === undefined || typeof value !== 'string') return [];
    return [[name, decoded(name, value)]];
  });
  return Object.fromEntries(attributes.filter(([name]) => name !== 'data' && name !== 'datacontenttype'));
}

/** Percent-encoding of the HTTP binding, section 3.1.3.2; earlier versions allowed quotes around a value. */
function decoded(name: string, header: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(header)?.[1]?.replace(/\\(.)/g, '$1');
  try {
    return decodeURIComponent(quoted ?? header);
  } catch {
    throw invalid(`ce-${name}`, 'has a % that begins no percent-encoded UTF-8; write %25 for a percent sign');
  }
}

function invalid(path: string, message: string): Problem {
  return new Problem('invalid-event', {
    detail: 'The request is no CloudEvent',
    problems: [{ path, message }],
  });
}
