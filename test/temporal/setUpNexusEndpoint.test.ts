import { randomUUID } from 'node:crypto';
import { GRPC } from '../../src/temporal/grpcStatus';
import { createLogger, installRuntime } from '../../src/temporal/logging';
import { setUpNexusEndpoint } from '../../src/temporal/setUpNexusEndpoint';
import { connect } from '../setup/temporal';
import { refusingServer } from './refusingServer';

beforeAll(() => installRuntime(createLogger('silent')));

const target = (address = process.env['TEST_TEMPORAL_ADDRESS'] ?? '', namespace = 'default') => ({
  connectionOptions: { address },
  namespace,
});

/** An endpoint that no other test uses. */
const endpoint = () => ({ name: `test-${randomUUID()}`, taskQueue: 'onboardings' });

test('an endpoint is created once, and never redirected to another task queue', async () => {
  const wanted = endpoint();
  expect(await setUpNexusEndpoint(target(), wanted)).toEqual({ kind: 'made' });
  const moved = { ...wanted, taskQueue: 'another' };
  const otherQueue = { kind: 'otherQueue', leadsTo: 'onboardings' };
  expect(await setUpNexusEndpoint(target(), moved)).toEqual(otherQueue);
  expect(await setUpNexusEndpoint(target(), wanted)).toEqual({ kind: 'there' });
});

test('two simultaneous calls create one endpoint', async () => {
  const wanted = endpoint();
  const both = await Promise.all([1, 2].map(() => setUpNexusEndpoint(target(), wanted)));
  expect(both.map(({ kind }) => kind).sort()).toEqual(['made', 'there']);
});

test('an endpoint of another namespace is left as it is', async () => {
  const wanted = endpoint();
  const { connection } = await connect();
  const worker = { namespace: 'temporal-system', taskQueue: 'theirs' };
  await connection.operatorService.createNexusEndpoint({ spec: { name: wanted.name, target: { worker } } });
  const leadsTo = 'the namespace temporal-system';
  expect(await setUpNexusEndpoint(target(), wanted)).toEqual({ kind: 'foreign', leadsTo });
  const { endpoints } = await connection.operatorService.listNexusEndpoints({ name: wanted.name });
  expect(endpoints[0]?.spec?.target?.worker).toMatchObject(worker);
  await connection.close();
});

test.each([
  ['without the right to create endpoints', 'CreateNexusEndpoint', GRPC.permissionDenied],
  ['of a server without Nexus', 'ListNexusEndpoints', GRPC.unimplemented],
])('a client %s is refused with the words of the server', async (_, method, code) => {
  const address = await refusingServer({ [method]: code });
  expect(await setUpNexusEndpoint(target(address), endpoint())).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('not for you'),
  });
});
