import { duration } from './duration';
import { networkAddress, type NetworkAddress } from './networkAddress';
import { readTogether } from './readTogether';
import { type Environment, optional, withDefault } from './setting';
import { SettingsError } from './settingsError';
import { type ProxySettings, readProxy } from './proxy';
import { listOf, path, wholeNumber, word } from './values';
import { isWebhookSecret } from './webhookSecret';

/** Where the HTTP gateway listens, and its limits. */
export interface GatewaySettings {
  address: NetworkAddress;
  /** An absolute path. If left out, a file in the home. */
  keysFile?: string;
  /** An absolute path; both of them or none. */
  tlsCertFile?: string;
  tlsKeyFile?: string;
  requestTimeoutMs: number;
  inFlight: number;
  /** Requests per minute and key. */
  rate: number;
  /** Secrets of Standard Webhooks: `whsec_` and base64. */
  eventsSecrets?: readonly string[];
  /** The client ID to which Adobe I/O Events addresses its events. */
  eventsClientId?: string;
  /** For the public keys of Adobe I/O Events. */
  proxy?: ProxySettings;
}

/** @throws SettingsError that names every mistake */
export function readGateway(environment: Environment): GatewaySettings {
  return readTogether<GatewaySettings>(environment, {
    ...GATEWAY_SETTINGS,
    tlsKeyFile: { read: readTlsKeyFile },
    proxy: { read: readProxyForKeys },
  });
}

/** Only the public keys of Adobe I/O Events come through it. */
function readProxyForKeys(environment: Environment): ProxySettings | undefined {
  return GATEWAY_SETTINGS.eventsClientId.read(environment) === undefined ? undefined : readProxy(environment);
}

function readTlsKeyFile(environment: Environment): string | undefined {
  const { tlsCertFile, tlsKeyFile } = GATEWAY_SETTINGS;
  const [cert, key] = [tlsCertFile.read(environment), tlsKeyFile.read(environment)];
  if ((cert === undefined) === (key === undefined)) return key;
  const [given, missing] = cert === undefined ? [tlsKeyFile, tlsCertFile] : [tlsCertFile, tlsKeyFile];
  throw new SettingsError([`${missing.name}: is missing; ${given.name} needs it`]);
}

/** Without its padding, a secret may be cut off. */
function isWholeSecret(text: string): boolean {
  return isWebhookSecret(text) && (text.length - 'whsec_'.length) % 4 === 0;
}

export const GATEWAY_SETTINGS = {
  address: withDefault('127.0.0.1:8088', {
    name: 'ONBOARDING_GATEWAY_ADDRESS',
    what: 'the address that the HTTP gateway listens on',
    form: 'host and port, such as 127.0.0.1:8088',
    changing:
      'On an address that other machines reach, such as 0.0.0.0:8088, it starts only if there is a key (onboard gateway keys new).',
    parse: networkAddress,
  }),
  keysFile: optional({
    name: 'ONBOARDING_GATEWAY_KEYS_FILE',
    what: "the file that holds the hashes of the gateway's API keys",
    form: 'a path, from the current folder',
    changing:
      'If unset, gateway-keys.json in ONBOARDING_HOME. Gateways that share the file accept the same keys. If set, the gateway requires a key on a loopback address too, and starts only if the file exists.',
    parse: path,
  }),
  tlsCertFile: optional({
    name: 'ONBOARDING_GATEWAY_TLS_CERT_FILE',
    what: 'the TLS certificate of the HTTP gateway, with its intermediate certificates',
    form: 'a path to a file in PEM, from the current folder',
    changing: 'If unset, it serves plain HTTP: put a proxy with TLS in front of it for other machines.',
    parse: path,
  }),
  tlsKeyFile: optional({
    name: 'ONBOARDING_GATEWAY_TLS_KEY_FILE',
    what: 'the private key of ONBOARDING_GATEWAY_TLS_CERT_FILE',
    form: 'a path to a file in PEM, from the current folder',
    changing: 'Both are read when the gateway starts.',
    parse: path,
  }),
  requestTimeoutMs: withDefault('10s', {
    name: 'ONBOARDING_GATEWAY_REQUEST_TIMEOUT',
    what: 'how long the HTTP gateway waits for a complete request',
    form: 'a duration, such as 500ms, 10s or 1m',
    changing: 'A slower request gets 408. The time to answer does not count.',
    parse: duration({ least: '1s', most: '5m' }),
  }),
  inFlight: withDefault('200', {
    name: 'ONBOARDING_GATEWAY_IN_FLIGHT',
    what: 'how many requests one HTTP gateway handles at once',
    form: 'a whole number',
    changing:
      'Further requests get 503. Requests with ?wait=30s count too. One key never uses more places than are free, so at most half.',
    parse: wholeNumber({ least: 1, most: 10_000 }),
  }),
  rate: withDefault('6000', {
    name: 'ONBOARDING_GATEWAY_RATE',
    what: 'how many requests per minute an API key may send to one HTTP gateway',
    form: 'a whole number',
    changing: 'Further requests get 429 with Retry-After.',
    parse: wholeNumber({ least: 1, most: 1_000_000 }),
  }),
  eventsSecrets: optional({
    name: 'ONBOARDING_GATEWAY_EVENTS_SECRETS',
    what: 'the secrets with which senders sign events for POST /events (Standard Webhooks)',
    form: 'one or more secrets, one a line or separated by commas; each is whsec_ and 24 to 64 bytes in base64 (echo "whsec_$(openssl rand -base64 32)")',
    changing:
      'Every secret is accepted, so that you can change one without a pause. A sender with a secret can start onboardings. The gateway then does not start without an API key. If unset, no signed event is accepted.',
    secret: true,
    fromFile: true,
    parse: listOf(isWholeSecret, 'secrets of the form whsec_ and 24 to 64 bytes in base64'),
  }),
  eventsClientId: optional({
    name: 'ONBOARDING_GATEWAY_EVENTS_CLIENT_ID',
    what: 'the client ID of the project in the Adobe Developer Console whose events Adobe I/O Events delivers to POST /events',
    form: 'the client ID, from the credentials of the registration',
    changing:
      'Events with a signature of Adobe I/O Events and this recipient start onboardings. The gateway then does not start without an API key, and reads public keys from https://static.adobeioevents.com, through HTTPS_PROXY if it is set. If unset, no event of Adobe I/O Events is accepted.',
    parse: word(/^[\w.@-]{1,128}$/, 'the client ID from the Adobe Developer Console'),
  }),
};
