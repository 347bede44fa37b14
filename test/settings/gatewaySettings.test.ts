import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, readSettings, secretValues, SettingsError } from '../../src/settings';

const [ONE, OTHER] = [1, 2].map((byte) => `whsec_${Buffer.alloc(24, byte).toString('base64')}`) as [
  string,
  string,
];
const NAME = 'ONBOARDING_GATEWAY_EVENTS_SECRETS';

function gatewayOf(environment: Environment) {
  return readSettings(environment, ['gateway']).gateway;
}

function problemsOf(environment: Environment): readonly string[] {
  try {
    gatewayOf(environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

test('a file holds the secrets of events, one a line, and none of them is printed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onboarding-settings-'));
  const file = join(folder, 'secrets');
  writeFileSync(file, `${ONE}\n${OTHER}\n`);
  const environment = { [`${NAME}_FILE`]: file };
  expect(gatewayOf(environment).eventsSecrets).toEqual([ONE, OTHER]);
  expect(secretValues(environment)).toEqual(expect.arrayContaining([ONE, OTHER]));
  rmSync(folder, { recursive: true });
});

test.each([
  ['without its prefix', ONE.slice('whsec_'.length)],
  ['too short', `whsec_${Buffer.alloc(23).toString('base64')}`],
  ['too long', `whsec_${Buffer.alloc(65).toString('base64')}`],
  ['not base64', `whsec_${'!'.repeat(40)}`],
  ['incomplete', ONE.slice(0, -1)],
])('a secret that is %s is refused by its position, and not repeated', (_, secret) => {
  expect(problemsOf({ [NAME]: `${OTHER},${secret}` })).toEqual([
    `${NAME}: entry 2 is not right; give secrets of the form whsec_ and 24 to 64 bytes in base64`,
  ]);
});

test('the proxy is read for the keys of Adobe I/O Events only', () => {
  const proxy = { HTTPS_PROXY: 'proxy:3128' };
  expect(problemsOf(proxy)).toEqual([]);
  const adobe = { ONBOARDING_GATEWAY_EVENTS_CLIENT_ID: '4ab33463139e4f96b851589286cd46e4' };
  expect(problemsOf({ ...proxy, ...adobe })).toEqual([expect.stringMatching(/^HTTPS_PROXY: /)]);
  expect(gatewayOf({ ...adobe, HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'localhost' })).toMatchObject({
    eventsClientId: adobe.ONBOARDING_GATEWAY_EVENTS_CLIENT_ID,
    proxy: { url: 'http://proxy:3128', except: 'localhost' },
  });
});
