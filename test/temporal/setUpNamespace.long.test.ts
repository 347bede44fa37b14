import { randomUUID } from 'node:crypto';
import { protoDuration } from '../../src/contract/parse/protoTime';
import { SEARCH_ATTRIBUTES } from '../../src/contract/names';
import { ServiceUnreachable } from '../../src/temporal/connection';
import { createLogger, installRuntime } from '../../src/temporal/logging';
import { namespaceHealth } from '../../src/temporal/namespaceHealth';
import { GRPC } from '../../src/temporal/grpcStatus';
import { setUpNamespace } from '../../src/temporal/setUpNamespace';
import { connect } from '../setup/temporal';
import { refusingServer } from './refusingServer';

const DAY_MS = 24 * 3_600_000;
const ALL = Object.values(SEARCH_ATTRIBUTES);

beforeAll(() => installRuntime(createLogger('silent')));

/** A namespace that no other test uses, on the suite's server or on one with other rights. */
function target(address = process.env['TEST_TEMPORAL_ADDRESS'] ?? '') {
  return { connectionOptions: { address }, namespace: `setup-${randomUUID()}` };
}

async function register(namespace: string, days: number): Promise<void> {
  const { connection } = await connect();
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: protoDuration(days * DAY_MS),
  });
  await connection.close();
}

test('a missing namespace is created with all search attributes; a second run changes nothing', async () => {
  const there = target();
  expect(await setUpNamespace(there)).toEqual({
    kind: 'there',
    made: true,
    retention: { kind: 'kept', retentionMs: 30 * DAY_MS },
    searchAttributes: { kind: 'ready', made: ALL },
  });
  const made = await namespaceHealth(there);
  expect(made).toMatchObject({ retentionMs: 30 * DAY_MS, searchAttributes: { missing: [] } });
  expect(await setUpNamespace(there)).toEqual({
    kind: 'there',
    made: false,
    retention: { kind: 'kept', retentionMs: 30 * DAY_MS },
    searchAttributes: { kind: 'ready', made: [] },
  });
  expect(await namespaceHealth(there)).toEqual(made);
});

test('two simultaneous runs both end with a ready namespace', async () => {
  const there = target();
  const both = await Promise.all([setUpNamespace(there), setUpNamespace(there)]);
  for (const setup of both)
    expect(setup).toMatchObject({ kind: 'there', searchAttributes: { kind: 'ready' } });
  expect(both.filter((setup) => setup.kind === 'there' && setup.made)).toHaveLength(1);
});

test("a namespace that one of Temporal's services does not know yet counts as missing, and is set up", async () => {
  const known = target();
  await register(known.namespace, 3);
  const lagging = {
    ...target(await refusingServer({ ListSearchAttributes: GRPC.notFound })),
    namespace: known.namespace,
  };
  expect(await namespaceHealth(lagging)).toEqual({ kind: 'missing' });
});

test('the retention of an existing namespace is extended on request, and never shortened', async () => {
  const there = target();
  await register(there.namespace, 3);
  expect(await setUpNamespace(there)).toMatchObject({
    made: false,
    retention: { kind: 'kept', retentionMs: 3 * DAY_MS },
    searchAttributes: { kind: 'ready', made: ALL },
  });
  expect(await setUpNamespace(there, { retentionMs: 10 * DAY_MS })).toMatchObject({
    retention: { kind: 'lengthened', beforeMs: 3 * DAY_MS, retentionMs: 10 * DAY_MS },
  });
  expect(await setUpNamespace(there, { retentionMs: 8 * DAY_MS })).toMatchObject({
    retention: { kind: 'kept', retentionMs: 10 * DAY_MS },
  });
  expect(await namespaceHealth(there)).toMatchObject({ retentionMs: 10 * DAY_MS });
});

describe('refusals of the server are reported, and change nothing', () => {
  test.each(['permissionDenied', 'unimplemented'] as const)('creation of the namespace: %s', async (code) => {
    const refusing = target(await refusingServer({ RegisterNamespace: GRPC[code] }));
    expect(await setUpNamespace(refusing)).toEqual({
      kind: 'notMade',
      reason: 'Temporal answers: not for you',
    });
    expect(await namespaceHealth({ ...target(), namespace: refusing.namespace })).toEqual({
      kind: 'missing',
    });
  });

  test('extension of the retention, and search attributes without an operator service, as in Temporal Cloud', async () => {
    const operator = { AddSearchAttributes: GRPC.unimplemented, ListSearchAttributes: GRPC.unimplemented };
    const refusing = target(await refusingServer({ ...operator, UpdateNamespace: GRPC.permissionDenied }));
    await register(refusing.namespace, 3);
    expect(await setUpNamespace(refusing, { retentionMs: 30 * DAY_MS })).toEqual({
      kind: 'there',
      made: false,
      retention: { kind: 'refused', reason: 'Temporal answers: not for you', retentionMs: 3 * DAY_MS },
      searchAttributes: { kind: 'refused', reason: 'Temporal answers: not for you', missing: ALL },
    });
  });

  test('description of the namespace', async () => {
    const refusing = target(await refusingServer({ DescribeNamespace: GRPC.permissionDenied }));
    expect(await setUpNamespace(refusing)).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(
        /refuses this client for the namespace .* It answers: not for you\. TEMPORAL_API_KEY .*is not set/,
      ) as string,
    });
  });
});

test('a server that does not answer is unreachable', async () => {
  await expect(setUpNamespace(target('127.0.0.1:1'))).rejects.toThrow(ServiceUnreachable);
});
