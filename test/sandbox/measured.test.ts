import { startSandbox, type Sandbox } from '../../src/sandbox';
import { requestToken, tokenOf } from './client';
import { play, scenarios } from './vectorPlayer';

describe('the sandbox answers as the measured Commerce did', () => {
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

  test('nothing is left out: all 88 are played', () => {
    expect(scenarios()).toHaveLength(88);
  });
});
