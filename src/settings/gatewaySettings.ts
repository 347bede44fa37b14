import { duration } from './duration';
import { networkAddress, type NetworkAddress } from './networkAddress';
import { readTogether } from './readTogether';
import { type Environment, optional, withDefault } from './setting';
import { SettingsError } from './settingsError';
import { path, wholeNumber } from './values';

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
}

/** @throws SettingsError that names every mistake */
export function readGateway(environment: Environment): GatewaySettings {
  return readTogether<GatewaySettings>(environment, {
    ...GATEWAY_SETTINGS,
    tlsKeyFile: { read: readTlsKeyFile },
  });
}

function readTlsKeyFile(environment: Environment): string | undefined {
  const { tlsCertFile, tlsKeyFile } = GATEWAY_SETTINGS;
  const [cert, key] = [tlsCertFile.read(environment), tlsKeyFile.read(environment)];
  if ((cert === undefined) === (key === undefined)) return key;
  const [given, missing] = cert === undefined ? [tlsKeyFile, tlsCertFile] : [tlsCertFile, tlsKeyFile];
  throw new SettingsError([`${missing.name}: is missing; ${given.name} needs it`]);
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
};
