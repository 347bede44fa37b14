import { startOfRun } from '../../../src/onboardings/startOfRun';
import { somebody } from '../../setup/people';
import { type GatewayStage, setGatewayStage } from '../stage';
import { eventFor, sendEvents, STRUCTURED } from './send';

const BATCH = 'application/cloudevents-batch+json';

/** The input of the onboarding that an answer names. */
async function inputOf({ temporal: { client } }: GatewayStage, events: unknown, at = 0): Promise<unknown> {
  const { workflowId } = (events as { workflowId: string }[])[at] ?? { workflowId: '' };
  return (await startOfRun(client, { workflowId })).args[0];
}

test('an event of our own type starts an onboarding, and 202 means that Temporal has it', async () => {
  const stage = await setGatewayStage();
  const input = { customer: somebody(), update: { lastname: 'Doe-Updated' } };
  const event = eventFor(input);
  const { status, document } = await sendEvents(stage, { body: event });
  expect({ status, document }).toMatchObject({
    status: 202,
    document: { events: [{ id: event.id, outcome: 'started' }] },
  });
  const ended = await stage.ask('POST', '/onboardings?wait=30s', { document: input });
  expect(ended).toMatchObject({ status: 200, document: { status: 'done' } });
  expect(stage.sandbox.customers()).toMatchObject([{ lastname: 'Doe-Updated' }]);
});

test('be-observer.customer_create starts an onboarding: its name is the first name, and other members are ignored', async () => {
  const stage = await setGatewayStage({ workers: 0 });
  const { email } = somebody();
  const data = { email, name: 'Jane', lastname: 'Doe', loyaltyLevel: 3 };
  const event = { ...eventFor({ customer: somebody() }), type: 'be-observer.customer_create', data };
  const { status, document } = await sendEvents(stage, { body: event, contentType: 'application/json' });
  expect(status).toBe(202);
  expect(await inputOf(stage, document['events'])).toEqual({
    customer: { email, firstname: 'Jane', lastname: 'Doe' },
  });
});

test('the attributes of an event may be in headers, percent-encoded', async () => {
  const stage = await setGatewayStage({ workers: 0 });
  const { data, id, type } = eventFor({ customer: somebody({ firstname: 'Zoë' }) });
  const headers = {
    'ce-specversion': '1.0',
    'ce-id': `${id}%20%C3%A9%25`,
    'ce-source': '/crm',
    'ce-type': `"${type}"`,
  };
  const sending = { body: data, contentType: 'application/json; charset=utf-8', headers };
  const { status, document } = await sendEvents(stage, sending);
  expect({ status, document }).toMatchObject({
    status: 202,
    document: { events: [{ id: `${id} é%`, outcome: 'started' }] },
  });
  expect(await inputOf(stage, document['events'])).toMatchObject({ customer: { firstname: 'Zoë' } });
  const bad = await sendEvents(stage, { ...sending, headers: { ...headers, 'ce-id': '%C3' } });
  expect(bad).toMatchObject({ status: 422, document: { problems: [{ path: 'ce-id' }] } });
});

test('in a batch, each event has its own outcome, and the refused ones make it 422', async () => {
  const stage = await setGatewayStage({ workers: 0 });
  const good = eventFor({ customer: somebody() });
  const other = { ...good, type: 'be-observer.customer_delete', data: { id: 7 } };
  const bad = { ...good, type: 'be-observer.customer_create', data: { email: 'Jane.Secret', name: 7 } };
  const none = { specversion: '0.3', id: 'a-7', type: 7, data_base64: 'e30=' };
  const last = eventFor({ customer: somebody() });
  const { status, document } = await sendEvents(stage, {
    body: [good, other, bad, none, last],
    contentType: BATCH,
  });
  expect({ status, document }).toMatchObject({
    status: 422,
    document: {
      type: 'urn:commerce-onboarding:problem:events-refused',
      events: [
        { outcome: 'started' },
        { outcome: 'ignored', detail: expect.stringMatching(/be-observer.customer_create/) as string },
        {
          outcome: 'refused',
          problem: 'invalid-input',
          problems: [{ path: 'data.email' }, { path: 'data.name' }, { path: 'data.lastname' }],
        },
        {
          id: 'a-7',
          outcome: 'refused',
          problem: 'invalid-event',
          problems: [
            { path: 'specversion' },
            { path: 'source', message: expect.stringMatching(/is missing/) as string },
            { path: 'type', message: 'must be text' },
            { path: 'data_base64', message: expect.stringMatching(/send JSON/) as string },
          ],
        },
        { id: last.id, outcome: 'started' },
      ],
    },
  });
  expect(JSON.stringify(document)).not.toContain('Jane.Secret');
});

test('a request that is no event is refused with the mistake', async () => {
  const stage = await setGatewayStage({ workers: 0 });
  const event = eventFor({ customer: somebody() });
  const refusals = await Promise.all(
    [
      { body: event, contentType: BATCH },
      { body: [event], contentType: STRUCTURED },
      { body: Array.from({ length: 101 }, () => event), contentType: BATCH },
      { body: '{"id": "1", "id": "2"}', contentType: STRUCTURED },
      { body: '<event/>', contentType: 'text/xml' },
      { body: '[]', contentType: 'application/merge-patch+json' },
    ].map(async (sending) => {
      const { status, document } = await sendEvents(stage, sending);
      return [status, String(document['type']).split(':').at(-1), document['problems']];
    }),
  );
  expect(refusals).toEqual([
    [422, 'invalid-event', [{ path: 'body', message: expect.stringMatching(/list/) as string }]],
    [422, 'invalid-event', [{ path: 'body', message: expect.stringMatching(/one CloudEvent/) as string }]],
    [422, 'invalid-event', [{ path: 'body', message: 'must have at most 100 events' }]],
    [400, 'invalid-json', [{ message: expect.stringMatching(/given twice/) as string }]],
    [415, 'unsupported-media-type', undefined],
    [415, 'unsupported-media-type', undefined],
  ]);
});

test('other operations do not take the content types of events', async () => {
  const { gateway } = await setGatewayStage({ workers: 0 });
  const request = { method: 'POST', headers: { 'content-type': STRUCTURED }, body: '{}' };
  expect((await fetch(`${gateway.url}/onboardings`, request)).status).toBe(415);
});

test('an event whose customer has an onboarding with another input is refused, and the onboarding stays', async () => {
  const stage = await setGatewayStage({ workers: 0 });
  const customer = somebody();
  await sendEvents(stage, { body: eventFor({ customer }) });
  const same = await sendEvents(stage, { body: eventFor({ customer }) });
  expect(same).toMatchObject({ status: 202, document: { events: [{ outcome: 'found' }] } });
  const other = await sendEvents(stage, { body: eventFor({ customer: { ...customer, lastname: 'Roe' } }) });
  expect(other).toMatchObject({
    status: 422,
    document: { events: [{ outcome: 'refused', problem: 'input-differs', fields: ['customer.lastname'] }] },
  });
  expect(await inputOf(stage, same.document['events'])).toMatchObject({ customer: { lastname: 'Doe' } });
});

test('with keys, events require a key with the right start, and adopt for adoption', async () => {
  const stage = await setGatewayStage({ workers: 0 });
  const [reader, starter] = [await stage.makeKey(['read']), await stage.makeKey(['start'])];
  const body = eventFor({ customer: somebody(), onExisting: 'adopt' });
  const unsigned = await sendEvents(stage, { body });
  expect(unsigned).toMatchObject({
    status: 401,
    document: { detail: 'There is neither a key nor a signature' },
  });
  const withKey = async (key: string) =>
    await sendEvents(stage, { body, headers: { authorization: `Bearer ${key}` } });
  expect((await withKey(reader)).status).toBe(403);
  expect(await withKey(starter)).toMatchObject({
    status: 422,
    document: { events: [{ outcome: 'refused', problem: 'right-missing' }] },
  });
});

test('a batch with more other inputs than guesses is answered, and the next one has to wait', async () => {
  const stage = await setGatewayStage({ workers: 0 });
  const headers = { authorization: `Bearer ${await stage.makeKey(['start'])}` };
  const sendBatch = async (body: unknown) => await sendEvents(stage, { body, contentType: BATCH, headers });
  const customers = Array.from({ length: 31 }, () => somebody());
  await sendBatch(customers.map((customer) => eventFor({ customer })));
  const others = customers.map((customer) => eventFor({ customer: { ...customer, lastname: 'Roe' } }));
  const { status, document } = await sendBatch([...others, eventFor({ customer: somebody() })]);
  expect(status).toBe(422);
  expect((document['events'] as { outcome: string }[]).at(-1)).toMatchObject({ outcome: 'started' });
  expect((await sendBatch(others)).status).toBe(429);
});

test('a gateway that closes does not finish a batch: the sender sends it again', async () => {
  const stage = await setGatewayStage({ workers: 0 });
  const body = Array.from({ length: 100 }, () => eventFor({ customer: somebody() }));
  const { workflow } = stage.temporal.client;
  const start = workflow.start.bind(workflow);
  const first = new Promise<void>((resolve) => {
    jest.spyOn(workflow, 'start').mockImplementation((...given: Parameters<typeof start>) => {
      resolve();
      return start(...given);
    });
  });
  const answer = sendEvents(stage, { body, contentType: BATCH });
  await first;
  await stage.gateway.close();
  expect((await answer).status).toBe(503);
});
