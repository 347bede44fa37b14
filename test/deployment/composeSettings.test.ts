import { codecServerCommand } from '../../src/cli/codecServer/command';
import { gatewayCommand } from '../../src/cli/gateway/command';
import { sandboxCommand } from '../../src/cli/sandbox/command';
import { setupCommand } from '../../src/cli/setup/command';
import { workerCommand } from '../../src/cli/worker/command';
import { CODEC_SERVER_SETTINGS } from '../../src/settings/codecServerSettings';
import { GATEWAY_SETTINGS } from '../../src/settings/gatewaySettings';
import type { Setting } from '../../src/settings/setting';
import { SETTINGS_TABLE } from '../../src/settings/settingsTable';
import { TENANT_SETTINGS } from '../../src/settings/tenantSettings';
import { WORKER_SETTINGS } from '../../src/settings/workerSettings';
import { compose, service } from './composeFile';

const settings = SETTINGS_TABLE.flatMap((section) => section.settings);

/** Variables of our containers that are not our settings: Temporal's own, and those of any program. */
const OF_OTHERS = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'HTTPS_PROXY', 'NO_PROXY'];

/** Set by the file itself, because other parts of it rely on them. */
const FIXED = [
  'ONBOARDING_METRICS_ADDRESS',
  'ONBOARDING_GATEWAY_ADDRESS',
  'ONBOARDING_GATEWAY_KEYS_FILE',
  'ONBOARDING_CODEC_ORIGINS',
];

const ours = Object.entries(compose.services).filter(([, { image }]) => image === 'commerce-onboarding');

/** The variable of a setting in the file: secrets are passed as files. */
const variableOf = ({ name, secret }: Setting<unknown>) => (secret ? `${name}_FILE` : name);

const without = (all: readonly Setting<unknown>[], ...groups: Record<string, Setting<unknown>>[]) => {
  const left = groups.flatMap((group) => Object.values(group).map(({ name }) => name));
  return all.filter(({ name }) => !left.includes(name));
};

/** Settings of other Temporal servers than the one here, and the switch that turns encryption off. */
const NOT_HERE = ['ONBOARDING_HOME', 'ONBOARDING_TEMPORAL_CLI', 'TEMPORAL_API_KEY', 'ONBOARDING_ENCRYPTION'];

test('every variable of ours is a setting', () => {
  const known = [...settings.map(variableOf), ...OF_OTHERS];
  for (const [name, { environment = {} }] of ours) {
    expect([name, Object.keys(environment).filter((variable) => !known.includes(variable))]).toEqual([
      name,
      [],
    ]);
  }
});

test('each setting of a worker reaches it, and none of another service', () => {
  const expected = without(settings, CODEC_SERVER_SETTINGS, GATEWAY_SETTINGS)
    .filter(({ name }) => !NOT_HERE.includes(name))
    .map(variableOf);
  expect(Object.keys(service('worker').environment!).sort()).toEqual([...expected, ...OF_OTHERS].sort());
});

test('each setting of the gateway reaches it, except TLS, which a proxy in front of it has', () => {
  const { tlsCertFile: _, tlsKeyFile: _key, ...here } = GATEWAY_SETTINGS;
  expect(Object.keys(service('gateway').environment!)).toEqual(
    expect.arrayContaining(Object.values<Setting<unknown>>(here).map(variableOf)),
  );
});

test("the gateway knows only the tenant's endpoint: it has neither the client ID nor the secret", () => {
  const { restEndpoint: _, ...others } = TENANT_SETTINGS;
  const worker = Object.values(WORKER_SETTINGS);
  const foreign = [...Object.values(others), ...worker].map(variableOf);
  const given = Object.keys(service('gateway').environment!);
  expect(given.filter((variable) => foreign.includes(variable))).toEqual([]);
});

test('a setting is passed on under its own name, and a required one must be set', () => {
  const handedOn = settings.filter(({ name, secret }) => !secret && !FIXED.includes(name));
  for (const [, { environment = {} }] of ours) {
    for (const { name, presence } of handedOn.filter((setting) => setting.name in environment)) {
      const isRequired = presence.kind === 'required';
      const form = isRequired ? new RegExp(`^\\$\\{${name}:\\?.+\\}$`) : new RegExp(`^\\$\\{${name}:-\\}$`);
      expect(environment[name]).toMatch(form);
    }
  }
});

test('each of our services runs an existing command with valid options', () => {
  const commands = [setupCommand, codecServerCommand, gatewayCommand, sandboxCommand].map((create) =>
    create(() => Promise.resolve()),
  );
  const called = ours.filter(([name]) => name !== 'worker');
  expect(called.map(([, { command }]) => command?.[0])).toEqual(commands.map((command) => command.name()));
  called.forEach(([, { command }], index) => {
    const [, ...options] = command!;
    expect(commands[index]!.parseOptions(options)).toEqual({ operands: [], unknown: [] });
  });
});

test("the worker runs the image's default command", () => {
  expect(service('worker').command).toBeUndefined();
  expect(workerCommand(() => Promise.resolve()).name()).toBe('worker');
});
