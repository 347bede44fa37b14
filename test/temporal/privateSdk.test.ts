import { randomUUID } from 'node:crypto';
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../../src/contract/names';
import { protoDuration } from '../../src/contract/parse/protoTime';
import { createDataConverter, loadedDataConverter } from '../../src/temporal/dataConverter';
import { failureConverter } from '../../src/temporal/failureConverter';
import {
  decodeOptionalFailureToOptionalError,
  executionInfoFromRaw,
  historyFromJSON,
  historyToJSON,
  InternalWorkflowStartOptionsSymbol,
} from '../../src/temporal/privateSdk';
import { HISTORY_KEYS } from '../histories/keys';
import { setStage } from '../setup/stage';

const converter = loadedDataConverter(createDataConverter({ mode: 'on', keys: HISTORY_KEYS }));

test('describe, follow and retry read encrypted failures: message, details and cause', async () => {
  const cause = ApplicationFailure.create({
    type: 'RateLimited',
    message: 'too many',
    details: [{ step: 1 }],
  });
  const failure = failureConverter.errorToFailure(
    ApplicationFailure.create({ type: 'RateLimited', message: 'gave up', cause }),
    defaultPayloadConverter,
  );
  const [details, ...attributes] = await encrypted([
    ...failure.cause!.applicationFailureInfo!.details!.payloads!,
    failure.encodedAttributes!,
    failure.cause!.encodedAttributes!,
  ]);
  failure.cause!.applicationFailureInfo!.details!.payloads = [details!];
  failure.encodedAttributes = attributes[0]!;
  failure.cause!.encodedAttributes = attributes[1]!;

  const error = await decodeOptionalFailureToOptionalError(converter, failure);
  expect(error).toMatchObject({ type: 'RateLimited', message: 'gave up' });
  expect(error!.cause).toMatchObject({ message: 'too many', details: [{ step: 1 }] });
  expect(await decodeOptionalFailureToOptionalError(converter, undefined)).toBeUndefined();
});

async function encrypted(
  payloads: temporal.api.common.v1.IPayload[],
): Promise<temporal.api.common.v1.IPayload[]> {
  let encoded = payloads;
  for (const codec of converter.payloadCodecs) encoded = await codec.encode(encoded);
  return encoded;
}

test('a page of the list reads status, times and search attributes of a run', async () => {
  const raw = temporal.api.workflow.v1.WorkflowExecutionInfo.decode(
    temporal.api.workflow.v1.WorkflowExecutionInfo.encode({
      execution: { workflowId: 'onboarding-1', runId: 'run-1' },
      type: { name: 'onboardCustomer' },
      taskQueue: 'queue',
      status: temporal.api.enums.v1.WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED,
      startTime: protoDuration(1_000),
      closeTime: protoDuration(2_500),
      searchAttributes: {
        indexedFields: {
          [SEARCH_ATTRIBUTES.failure.name]: {
            metadata: { encoding: Buffer.from('json/plain'), type: Buffer.from('Keyword') },
            data: Buffer.from('"RateLimited"'),
          },
        },
      },
    }).finish(),
  );
  const info = await executionInfoFromRaw(raw, converter, raw, 'default');
  expect(info).toMatchObject({
    workflowId: 'onboarding-1',
    runId: 'run-1',
    type: 'onboardCustomer',
    taskQueue: 'queue',
    status: { name: 'FAILED' },
    startTime: new Date(1_000),
    closeTime: new Date(2_500),
  });
  expect(info.typedSearchAttributes.get(SEARCH_ATTRIBUTES.failure)).toBe('RateLimited');
});

const EXPORTED = {
  events: [
    {
      eventId: '1',
      eventTime: '2026-11-24T22:37:09.109Z',
      eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED',
      workflowExecutionStartedEventAttributes: {
        workflowType: { name: 'onboardCustomer' },
        workflowTaskTimeout: '10s',
        input: { payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'MQ==' }] },
      },
    },
  ],
};

test('replay reads the JSON that the Temporal UI and CLI export', () => {
  const [event] = historyFromJSON(EXPORTED).events!;
  expect(event!.eventType).toBe(temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED);
  expect(Number(event!.eventTime!.seconds)).toBe(Date.parse('2026-11-24T22:37:09Z') / 1_000);
  const [payload] = event!.workflowExecutionStartedEventAttributes!.input!.payloads!;
  expect(Buffer.from(payload!.metadata!['encoding']!).toString()).toBe('json/plain');
  expect(Buffer.from(payload!.data!).toString()).toBe('1');
});

test('recorded histories are written in that form', () => {
  const { History } = temporal.api.history.v1;
  const fetched = History.decode(History.encode(historyFromJSON(EXPORTED)).finish());
  expect(JSON.parse(historyToJSON(fetched))).toMatchObject({
    events: [{ ...EXPORTED.events[0], eventTime: expect.stringMatching(/^2026-11-24T22:37:09\.109/) }],
  });
});

test('a start carries the ID of the request for events that are delivered again', async () => {
  const { temporal, taskQueue } = await setStage({ workers: 0 });
  const workflowId = randomUUID();
  const start = async (requestId: string) =>
    await temporal.client.workflow.start(WORKFLOW_TYPE, {
      ...{ workflowId, taskQueue, args: [] },
      ...{ [InternalWorkflowStartOptionsSymbol]: { requestId } },
    });
  const handle = await start('one');
  const { raw } = await handle.describe();
  expect(Object.keys(raw.workflowExtendedInfo?.requestIdInfos ?? {})).toEqual(['one']);
  await handle.terminate();
  const runIds = [await start('one'), await start('another')].map((started) => started.firstExecutionRunId);
  expect(runIds).toEqual([handle.firstExecutionRunId, expect.not.stringMatching(handle.firstExecutionRunId)]);
});
