import {
  describeSettings,
  type Environment,
  readService,
  readSettings,
  type ServiceSettings,
  SettingsError,
} from '../../settings';
import { readTarget } from '../../client/temporalEnvironment';
import { readProxy } from '../../settings/proxy';
import { readTogether } from '../../settings/readTogether';
import { TENANT_SETTINGS, type TenantSettings } from '../../settings/tenantSettings';
import { WORKER_SETTINGS } from '../../settings/workerSettings';
import type { TemporalTarget } from '../../temporal/temporalTarget';
import { type CheckResult, ok, wrong } from './checkResult';

export type Credential = Pick<
  TenantSettings,
  'clientId' | 'clientSecret' | 'imsEndpoint' | 'imsScope' | 'proxy'
>;
export type Endpoint = Pick<TenantSettings, 'restEndpoint' | 'imsOrgId' | 'store'>;

/** The parts of the settings that are usable. An undefined part has a mistake, which `results` name. */
export interface CheckedSettings {
  readonly results: readonly CheckResult[];
  readonly credential: Credential | undefined;
  readonly endpoint: Endpoint | undefined;
  readonly markerAttribute: string | undefined;
  readonly service: ServiceSettings | undefined;
  readonly temporal: TemporalTarget | 'embedded' | undefined;
}

/** Checks the form of every setting and returns the usable ones, so that one mistake does not hide another. */
export function checkSettings(environment: Environment): CheckedSettings {
  const all = readOrProblems(() => readSettings(environment));
  const temporal = readOrProblems(() => readTarget(environment) ?? 'embedded');
  const problems = [...all.problems, ...temporal.problems];
  return {
    results:
      problems.length === 0 ? [allRight(environment)] : problems.map((line) => wrong('settings', line)),
    credential: readOrProblems(() => readCredential(environment)).value,
    endpoint: readOrProblems(() => readEndpoint(environment)).value,
    markerAttribute: readOrProblems(() => WORKER_SETTINGS.markerAttribute.read(environment)).value,
    service: readOrProblems(() => readService(environment)).value,
    temporal: temporal.value,
  };
}

function allRight(environment: Environment): CheckResult {
  const given = describeSettings(environment).filter((line) => isGiven(environment, line));
  return ok('settings', `valid: ${given.join(', ')}; the others have their defaults`);
}

function isGiven(environment: Environment, line: string): boolean {
  const name = line.slice(0, line.indexOf('='));
  return Boolean(environment[name] || environment[`${name}_FILE`]);
}

function readCredential(environment: Environment): Credential {
  const { clientId, clientSecret, imsEndpoint, imsScope } = TENANT_SETTINGS;
  const proxy = { read: readProxy };
  return readTogether<Credential>(environment, { clientId, clientSecret, imsEndpoint, imsScope, proxy });
}

function readEndpoint(environment: Environment): Endpoint {
  const { restEndpoint, imsOrgId, store } = TENANT_SETTINGS;
  return readTogether<Endpoint>(environment, { restEndpoint, imsOrgId, store });
}

interface ReadResult<Value> {
  readonly value: Value | undefined;
  readonly problems: readonly string[];
}

function readOrProblems<Value>(read: () => Value): ReadResult<Value> {
  try {
    return { value: read(), problems: [] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { value: undefined, problems: error.problems };
  }
}
