import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { EVENT_NAMES, type EventName } from '../contract/eventSubscriber';
import { secureUrl } from './endpoint';
import { type Environment, optional } from './setting';
import { SettingsError } from './settingsError';
import { readTextFile } from './textFile';
import { path } from './values';
import { isWebhookSecret } from './webhookSecret';

/** An endpoint that gets events of ended onboardings. */
export interface EventEndpoint {
  name: string;
  url: string;
  /** `whsec_...`; each one signs. */
  secrets: string[];
  events: EventName[];
  includesCustomer: boolean;
  mayBePrivate: boolean;
}

export const EVENTS_SETTINGS = {
  file: optional({
    name: 'ONBOARDING_EVENTS_FILE',
    what: 'the file that lists the endpoints to which workers send events of ended onboardings',
    form: 'a path to a JSON file, from the current folder',
    changing: 'If unset, no events are sent. It is read when a worker starts; give all workers the same one.',
    parse: path,
  }),
};

/**
 * Reads the endpoints, with their secrets, from the file. None if there is no file.
 * @throws SettingsError with a line for each mistake; it repeats no secret
 */
export function readEvents(environment: Environment): EventEndpoint[] {
  const file = EVENTS_SETTINGS.file.read(environment);
  if (file === undefined) return [];
  const listed = parsedFile(file);
  const problems: string[] = [];
  const endpoints = listed.map((endpoint, index) => {
    const place = `endpoints.${index} (${endpoint.name})`;
    const url = secureUrl('https://example.com/hooks')(endpoint.url);
    if (!url.ok) problems.push(`${place}: url ${url.problem}`);
    const secrets = endpoint.secretFiles.map((secretFile) =>
      secretIn(resolve(dirname(file), secretFile), (problem) => problems.push(`${place}: ${problem}`)),
    );
    return {
      name: endpoint.name,
      url: endpoint.url,
      secrets,
      events: endpoint.events,
      includesCustomer: endpoint.include.includes('customer'),
      mayBePrivate: endpoint.allowPrivateAddress,
    };
  });
  const names = listed.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  for (const name of new Set(twice)) problems.push(`two endpoints have the name ${name}; give each its own`);
  if (problems.length > 0) throw inFile(file, problems);
  return endpoints;
}

/** The secrets of all endpoints; none if the file is not valid. */
export function eventSecrets(environment: Environment): string[] {
  try {
    return readEvents(environment).flatMap(({ secrets }) => secrets);
  } catch (error) {
    if (error instanceof SettingsError) return [];
    throw error;
  }
}

const MOST_ENDPOINTS = 20;

const FILE = z.strictObject({
  endpoints: z
    .array(
      z.strictObject({
        // It is part of a task queue's name, and of a metric's label.
        name: z
          .string()
          .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must have 1 to 40 lower-case letters, digits and hyphens'),
        url: z.string(),
        secretFiles: z
          .array(z.string().min(1))
          .min(1, 'must name a file with a secret')
          .max(2, 'must name at most two files: the new secret and the old one'),
        events: z
          .array(z.enum(EVENT_NAMES))
          .min(1, `must have one or more of ${EVENT_NAMES.join(', ')}`)
          .default([...EVENT_NAMES]),
        include: z.array(z.literal('customer')).default([]),
        allowPrivateAddress: z.boolean().default(false),
      }),
    )
    .max(MOST_ENDPOINTS, `must have at most ${MOST_ENDPOINTS}`),
});

function parsedFile(file: string): z.infer<typeof FILE>['endpoints'] {
  const text = readTextFile(file);
  if (!text.ok) throw new SettingsError([`ONBOARDING_EVENTS_FILE: ${file} ${text.problem}`]);
  let json: unknown;
  try {
    json = JSON.parse(text.text);
  } catch {
    // The parser's message repeats a part of the text, which may be a secret.
    throw inFile(file, ['is not JSON; see docs/guides/send-events.md for an example']);
  }
  const parsed = FILE.safeParse(json);
  if (parsed.success) return parsed.data.endpoints;
  throw inFile(
    file,
    parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'the document'}: ${message}`),
  );
}

function secretIn(file: string, report: (problem: string) => void): string {
  const read = readTextFile(file);
  if (!read.ok) {
    report(`the secret's file ${file} ${read.problem}`);
    return '';
  }
  const text = read.text.trim();
  if (!isWebhookSecret(text)) {
    report(
      `${file} holds no secret; write whsec_ and 24 to 64 random bytes in base64, such as the output of: echo "whsec_$(openssl rand -base64 32)"`,
    );
  }
  return text;
}

function inFile(file: string, problems: readonly string[]): SettingsError {
  return new SettingsError(problems.map((problem) => `ONBOARDING_EVENTS_FILE: ${file}: ${problem}`));
}
