import { startSandbox, type Sandbox } from '../../src/sandbox';
import { requestToken, tokenOf } from './client';
import { play, scenarios } from './vectorPlayer';

describe('the sandbox answers like the measured Commerce', () => {
  let sandbox: Sandbox;
  let token: string;

  beforeAll(async () => {
    sandbox = await startSandbox();
    token = tokenOf(await requestToken(sandbox));
  });

  afterAll(() => sandbox.stop());

  test.each(scenarios().map((scenario) => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
    expect(await play(scenario, sandbox.settings.REST_ENDPOINT, token, '4711')).toEqual([]);
  });

  test('all 88 scenarios are played', () => {
    expect(scenarios()).toHaveLength(88);
  });
});
