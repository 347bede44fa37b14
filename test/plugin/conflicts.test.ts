import { inspect } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import type { DataConverter, PayloadCodec } from '@temporalio/common';
import { bundleWorkflowCode, DefaultLogger, type WorkerOptions } from '@temporalio/worker';
import {
  onboardingDataConverter,
  onboardingPlugin,
  type OnboardingPluginOptions,
  PluginConflict,
  SettingsError,
} from '../../src/plugin';
import { workflowBundle } from '../../src/temporal/workflowBundle';
import { SUITE_KEYS_SETTING } from '../setup/temporal';

const SECRET = 'secret-of-the-credential';
const ENVIRONMENT = {
  CLIENT_ID: 'client',
  CLIENT_SECRET: SECRET,
  REST_ENDPOINT: 'https://shop.example/tenant',
  ONBOARDING_ENCRYPTION_KEYS: SUITE_KEYS_SETTING,
};

/** The error of a worker with these options, before it connects to anything. */
async function refusalOf(
  worker: Partial<WorkerOptions>,
  options: OnboardingPluginOptions = {},
): Promise<unknown> {
  const plugin = onboardingPlugin({ environment: ENVIRONMENT, ...options });
  return await Promise.resolve(plugin.configureWorker?.({ taskQueue: 'shop', ...worker })).then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

const otherCodec: PayloadCodec = {
  encode: async (payloads) => await Promise.resolve(payloads),
  decode: async (payloads) => await Promise.resolve(payloads),
};

test.each<[string, Partial<WorkerOptions>, OnboardingPluginOptions, RegExp]>([
  [
    'payload codecs of another kind',
    { dataConverter: { payloadCodecs: [otherCodec] } },
    {},
    /take dataConverter: onboardingDataConverter\(\), or pass onboardingPlugin\(\{ encryption: 'own' \}\)/,
  ],
  ["encryption 'own' without a codec", {}, { encryption: 'own' }, /needs dataConverter\.payloadCodecs/],
  [
    'a failure converter that leaves messages in the clear',
    { dataConverter: { failureConverterPath: require.resolve('./plainFailures') } },
    {},
    /leaves the messages of failures in the clear/,
  ],
  [
    'a payload converter that cannot write JSON',
    { dataConverter: { payloadConverterPath: require.resolve('./binaryOnly') } },
    {},
    /add the JsonPayloadConverter/,
  ],
  [
    'a bundle without onboardings',
    { workflowBundle: { code: 'exports.workflows = {}' } },
    {},
    /bundleWorkflowCode\(\{ workflowsPath, plugins: \[onboardingPlugin\(\)\] \}\)/,
  ],
  [
    'the plugin twice',
    { plugins: [onboardingPlugin(), onboardingPlugin()] },
    {},
    /pass it to its connection or to the worker alone/,
  ],
  [
    'a connection of another copy of the SDK',
    { connection: {} as never },
    {},
    /another copy of @temporalio\/worker .* in version 1\.\d+\.\d+/,
  ],
])('%s is refused, and the message says what would be right', async (_, worker, options, words) => {
  const refusal = await refusalOf(worker, options);
  expect(refusal).toBeInstanceOf(PluginConflict);
  expect(refusal).toMatchObject({ message: expect.stringMatching(words) });
});

test('an activity of the same name is refused with its name', async () => {
  expect(await refusalOf({ activities: { getToken: () => 'theirs', other: () => 'other' } })).toMatchObject({
    name: 'PluginConflict',
    message:
      'activities has getToken, which is the name of an activity of onboardings; give yours another name',
  });
});

test('a workflow of the same name is refused when it is bundled', async () => {
  const bundling = bundleWorkflowCode({
    workflowsPath: require.resolve('./sameNameWorkflow'),
    plugins: [onboardingPlugin({ environment: {} })],
    logger: new DefaultLogger('ERROR', () => undefined),
  });
  await expect(bundling).rejects.toThrow(
    /exports onboardCustomer, which is the name of a workflow of onboardings/,
  );
});

test('missing settings of the tenant and the key are reported by name', async () => {
  const refusal = await refusalOf({}, { environment: {} });
  expect(refusal).toBeInstanceOf(SettingsError);
  for (const name of ['CLIENT_ID', 'CLIENT_SECRET', 'REST_ENDPOINT', 'ONBOARDING_ENCRYPTION_KEYS'])
    expect(refusal).toMatchObject({ message: expect.stringContaining(`${name}: is`) });
});

test("a worker's own codec stays in use with encryption 'own', and onboardings' converter without it", () => {
  const converterWith = (dataConverter: DataConverter | undefined, options: OnboardingPluginOptions) => {
    const plugin = onboardingPlugin({ environment: ENVIRONMENT, ...options });
    return plugin.configureClient({ ...(dataConverter && { dataConverter }) }).dataConverter;
  };
  const own = { payloadCodecs: [otherCodec] };
  expect(converterWith(own, { encryption: 'own' })?.payloadCodecs).toEqual([otherCodec]);
  const ours = onboardingDataConverter(ENVIRONMENT);
  expect(converterWith(ours, {})).toEqual(ours);
  expect(converterWith(undefined, {})?.payloadCodecs).toHaveLength(2);
});

test('a failure converter that is given as undefined does not replace the one that encodes messages', () => {
  const dataConverter = { failureConverterPath: undefined } as never;
  const options = onboardingPlugin({ environment: ENVIRONMENT }).configureClient({ dataConverter });
  const { failureConverterPath } = onboardingDataConverter(ENVIRONMENT);
  expect(options.dataConverter).toMatchObject({ failureConverterPath });
});

test('the SDK logs plugins with the options of a worker: no secret is found in the plugin', () => {
  const plugin = onboardingPlugin({ environment: ENVIRONMENT });
  const client = new Client({ connection: Connection.lazy(), plugins: [plugin] });
  const seen = inspect([plugin, client.options], { depth: Infinity, showHidden: true });
  expect(seen).not.toContain(SECRET);
  expect(seen).not.toContain(SUITE_KEYS_SETTING.split(':')[1]);
});

test("a worker's own client accepts the converter of the worker, if the plugin comes from the connection", async () => {
  const plugin = onboardingPlugin({ environment: ENVIRONMENT });
  const { dataConverter } = await plugin.configureReplayWorker({});
  expect(plugin.configureClient({ dataConverter: dataConverter! }).dataConverter).toEqual(dataConverter);
});

test('a worker without workflows of its own gets the bundle of this package', async () => {
  const options = await onboardingPlugin({ environment: ENVIRONMENT }).configureReplayWorker({});
  expect(options).toMatchObject({ workflowBundle });
});
