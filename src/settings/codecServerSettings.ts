import { secureUrl } from './endpoint';
import { readTogether } from './readTogether';
import { type Environment, optional } from './setting';
import { SettingsError } from './settingsError';
import { listOf, word } from './values';

/** Who may decode payloads with the codec server. */
export interface CodecServerSettings {
  /** Origins of web pages, such as `https://temporal.example.com`. */
  origins?: readonly string[];
  /** Bearer tokens. */
  tokens?: readonly string[];
  /** The URL of the public keys for the UI's access tokens. */
  jwks?: string;
  audience?: string;
  issuer?: string;
}

/** @throws SettingsError that names every mistake */
export function readCodecServer(environment: Environment): CodecServerSettings {
  return readTogether<CodecServerSettings>(environment, {
    ...CODEC_SERVER_SETTINGS,
    audience: { read: readAudience },
  });
}

/** Without an audience, tokens that the same issuer signed for other programs would be valid here. */
function readAudience(environment: Environment): string | undefined {
  const audience = CODEC_SERVER_SETTINGS.audience.read(environment);
  if (audience !== undefined || CODEC_SERVER_SETTINGS.jwks.read(environment) === undefined) return audience;
  throw new SettingsError([
    "ONBOARDING_CODEC_AUDIENCE: is missing; with ONBOARDING_CODEC_JWKS set it to the audience of the UI's access tokens, so that tokens for other programs are refused",
  ]);
}

const LEAST_TOKEN = /^[\x21-\x2b\x2d-\x7e]{20,}$/;

export const CODEC_SERVER_SETTINGS = {
  origins: optional({
    name: 'ONBOARDING_CODEC_ORIGINS',
    what: 'the origins of the web pages that the codec server answers, such as the Temporal UI',
    form: 'comma-separated origins, such as https://temporal.example.com',
    changing:
      'Pages of other origins are refused. If unset, no page is answered, only programs such as the Temporal CLI.',
    parse: listOf(
      (text) => URL.canParse(text) && new URL(text).origin === text,
      'origins such as https://temporal.example.com, without a path or a slash at the end',
    ),
  }),
  tokens: optional({
    name: 'ONBOARDING_CODEC_TOKENS',
    what: 'the bearer tokens that the codec server accepts',
    form: 'comma-separated tokens of 20 or more characters (openssl rand -hex 32)',
    changing:
      'Without these and ONBOARDING_CODEC_JWKS it listens on a loopback address only, and answers every program on this machine.',
    secret: true,
    fromFile: true,
    parse: listOf((text) => LEAST_TOKEN.test(text), 'tokens of 20 or more printed characters'),
  }),
  jwks: optional({
    name: 'ONBOARDING_CODEC_JWKS',
    what: "the URL of the key set (JWKS) that verifies the Temporal UI's access tokens",
    form: 'an address, https, or http on a loopback address',
    changing:
      'Admits users who are signed in to the UI, if the UI passes their access token on; needs ONBOARDING_CODEC_AUDIENCE.',
    parse: secureUrl('https://login.example.com/.well-known/jwks.json'),
  }),
  audience: optional({
    name: 'ONBOARDING_CODEC_AUDIENCE',
    what: "the audience (aud) that the UI's access tokens must have",
    form: 'text',
    changing: 'Tokens of another audience are refused.',
    parse: word(/^[\x21-\x7e]+$/, 'the audience as the identity provider sets it'),
  }),
  issuer: optional({
    name: 'ONBOARDING_CODEC_ISSUER',
    what: "the issuer (iss) that the UI's access tokens must have",
    form: 'text, most often an address',
    changing: 'If unset, any token that the key set verifies is accepted.',
    parse: word(/^[\x21-\x7e]+$/, 'the issuer as the identity provider sets it'),
  }),
};
