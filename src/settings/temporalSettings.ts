import { optional } from './setting';

/** What this program adds to Temporal's own settings, which the SDK reads. */
export const TEMPORAL_SETTINGS = {
  apiKey: optional({
    name: 'TEMPORAL_API_KEY',
    what: 'the API key for the Temporal server, or a token of your identity provider, sent as a bearer token',
    form: 'text',
    changing:
      'Turns TLS on, unless TEMPORAL_TLS is false. Workers and gateways that run use a changed file within 10 s.',
    secret: true,
    fromFile: true,
    parse: (text: string) =>
      /^[\x21-\x7e]+$/.test(text)
        ? { ok: true as const, value: text }
        : { ok: false as const, problem: 'has characters that a header cannot have; set it to one key' },
  }),
};
