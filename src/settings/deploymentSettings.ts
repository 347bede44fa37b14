import { readTogether } from './readTogether';
import { SERVICE_SETTINGS } from './serviceSettings';
import { type Environment, optional, withDefault } from './setting';
import { SettingsError } from './settingsError';
import { oneOf, word } from './values';

/** The version of a worker's code, for Temporal's worker deployments. */
export interface DeploymentSettings {
  deployment: string;
  buildId: string;
  versioning: 'auto-upgrade' | 'pinned';
}

/**
 * @returns undefined if no build is named: the worker then has no version
 * @throws SettingsError that names every mistake
 */
export function readDeployment(environment: Environment): DeploymentSettings | undefined {
  const { deployment, buildId, versioning } = DEPLOYMENT_SETTINGS;
  const given = readTogether<Partial<DeploymentSettings> & Pick<DeploymentSettings, 'versioning'>>(
    environment,
    { deployment, buildId, versioning },
  );
  if (given.buildId === undefined) return undefined;
  return {
    buildId: given.buildId,
    versioning: given.versioning,
    deployment: given.deployment ?? namedAsTaskQueue(environment),
  };
}

/** Each tenant has its own queue, and so its own deployment. */
function namedAsTaskQueue(environment: Environment): string {
  const name = SERVICE_SETTINGS.taskQueue.read(environment);
  if (DEPLOYMENT_NAME.test(name)) return name;
  throw new SettingsError([
    `ONBOARDING_DEPLOYMENT: is left out, and the name of ONBOARDING_TASK_QUEUE cannot stand for it; give ${DEPLOYMENT_FORM}`,
  ]);
}

/**
 * Temporal joins the name and the build with `:` or `.`, and reserves names that begin with `__`. Its Worker Controller
 * names deployments NAMESPACE/NAME.
 */
const DEPLOYMENT_NAME = /^(?!__)[A-Za-z0-9_/-]{1,200}$/;
const DEPLOYMENT_FORM = 'a name of 1 to 200 letters, digits, _, - and /, without __ in front';

export const DEPLOYMENT_SETTINGS = {
  buildId: optional({
    name: 'ONBOARDING_BUILD_ID',
    what: "the build ID of the worker's code, such as a version or a commit; use a new one for each change",
    form: 'letters, digits, ., _ and -',
    changing:
      'Workers of a build get no onboardings until an operator makes it the current or the ramping build (docs/guides/upgrade.md). If unset, each worker takes any onboarding. The embedded server ignores it.',
    parse: word(/^[A-Za-z0-9._-]{1,200}$/, 'a name of 1 to 200 letters, digits, ., _ and -'),
  }),
  deployment: optional({
    name: 'ONBOARDING_DEPLOYMENT',
    what: 'the name of the worker deployment that ONBOARDING_BUILD_ID belongs to; if unset, the name of the task queue',
    form: 'letters, digits, _, - and /',
    changing:
      'Use the same name for all builds of a task queue. Two tenants in one namespace need two names.',
    parse: word(DEPLOYMENT_NAME, DEPLOYMENT_FORM),
  }),
  versioning: withDefault('auto-upgrade', {
    name: 'ONBOARDING_VERSIONING',
    what: 'which build continues a running onboarding, if ONBOARDING_BUILD_ID is set',
    form: 'auto-upgrade (the current one) or pinned (the one that it started on)',
    changing:
      'With pinned, keep workers of the old build until it is drained. With auto-upgrade, changed workflow code must replay existing histories.',
    parse: oneOf(['auto-upgrade', 'pinned']),
  }),
};
