import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import {
  type DataConverter,
  defaultPayloadConverter,
  type FailureConverter,
  type PayloadConverter,
} from '@temporalio/common';
import { encryptionOfServer } from '../client/temporalEnvironment';
import { type Environment, readEncryption } from '../settings';
import { readRequireEncryption } from '../settings/encryptionSettings';
import { createDataConverter } from '../temporal/dataConverter';
import { refuseHiddenPasswords } from '../temporal/encryption';
import { checksNexusInput } from '../temporal/encryption/nexusInput';
import { workerDataConverter as forWorker } from '../temporal/workerDataConverter';
import { PluginConflict } from './pluginConflict';

/** What encrypts payloads: the keys of the settings, or codecs of the worker's or client's own. */
export type PluginEncryption = 'onboarding' | 'own';

interface Configured {
  readonly dataConverter?: DataConverter | undefined;
}

/** The data converter of a client: its own if that suits onboardings. @throws PluginConflict, SettingsError */
export function clientDataConverter(
  { dataConverter: given = {} }: Configured,
  environment: Environment,
  encryption: PluginEncryption,
): DataConverter {
  const settings = readEncryption(environment);
  const isEncrypted = settings.mode === 'on';
  assertConvertsJson(given);
  if (isEncrypted) assertEncodesFailures(given);
  const codecs = given.payloadCodecs ?? [];
  if (encryption === 'own' && isEncrypted && codecs.length === 0) throw new PluginConflict(NO_CODEC);
  const isFromUs = codecs.some((codec) => codec === refuseHiddenPasswords || checksNexusInput(codec));
  if (encryption === 'onboarding' && isEncrypted && codecs.length > 0 && !isFromUs) {
    throw new PluginConflict(OTHER_CODEC);
  }
  const ours = createDataConverter(
    encryption === 'own' || codecs.length > 0 ? { mode: 'off', keys: [] } : encryptionOfServer(settings),
  );
  const { failureConverterPath = ours.failureConverterPath } = given;
  return {
    ...given,
    ...(failureConverterPath !== undefined && { failureConverterPath }),
    payloadCodecs: codecs.length > 0 ? codecs : (ours.payloadCodecs ?? []),
  };
}

/** The same for a worker. @throws PluginConflict, SettingsError */
export function workerDataConverter(
  options: Configured,
  environment: Environment,
  encryption: PluginEncryption,
): DataConverter {
  const converter = clientDataConverter(options, environment, encryption);
  return forWorker(converter, { requireEncryption: readRequireEncryption(environment) });
}

const NO_CODEC =
  "onboardingPlugin({ encryption: 'own' }) needs dataConverter.payloadCodecs, and there is none, so that names, addresses " +
  'and passwords would be stored in the clear; give a codec that encrypts, or leave the option out';

const OTHER_CODEC =
  'dataConverter.payloadCodecs are not those of the onboarding: take dataConverter: onboardingDataConverter(), or pass ' +
  "onboardingPlugin({ encryption: 'own' }) if your codecs encrypt and all clients of onboardings have them";

/** Clients in all languages send plain JSON. */
function assertConvertsJson({ payloadConverterPath: path }: DataConverter): void {
  if (path === undefined) return;
  const { payloadConverter } = load(path) as { payloadConverter?: PayloadConverter };
  if (payloadConverter && convertsJson(payloadConverter)) return;
  throw new PluginConflict(
    'dataConverter.payloadConverterPath does not write and read plain objects as json/plain, the form of onboardings; ' +
      'add the JsonPayloadConverter of @temporalio/common to it',
  );
}

function convertsJson(converter: PayloadConverter): boolean {
  const sample = { customer: { email: 'a@example.com', website_id: 1 } };
  try {
    const { metadata } = converter.toPayload(sample);
    const readBack = converter.fromPayload(defaultPayloadConverter.toPayload(sample));
    const encoding = Buffer.from(metadata?.['encoding'] ?? []).toString();
    return encoding === 'json/plain' && isDeepStrictEqual(readBack, sample);
  } catch {
    return false;
  }
}

/** Messages of failures repeat what Commerce says, which has names and addresses in it. */
function assertEncodesFailures({ failureConverterPath: path }: DataConverter): void {
  if (path === undefined) return;
  const { failureConverter } = load(path) as { failureConverter?: FailureConverter };
  const failure = failureConverter?.errorToFailure(new Error('sample'), defaultPayloadConverter);
  if (failure?.encodedAttributes && failure.message !== 'sample') return;
  throw new PluginConflict(
    'dataConverter.failureConverterPath leaves the messages of failures in the clear, where names and addresses can be; ' +
      'take new DefaultFailureConverter({ encodeCommonAttributes: true })',
  );
}

/** Workers and clients load converters by their path too. */
const load: (path: string) => unknown = createRequire(__filename);
