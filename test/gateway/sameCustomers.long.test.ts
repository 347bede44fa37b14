import { somebody } from '../setup/people';
import { setGatewayStage } from './stage';

jest.setTimeout(180_000);

test('100 clients start 20 customers five times each at once: 20 customers, and all responses agree', async () => {
  const { ask, sandbox } = await setGatewayStage();
  const inputs = Array.from({ length: 20 }, () => ({
    customer: somebody(),
    update: { lastname: 'Updated' },
  }));
  const clients = inputs.flatMap((input) => Array.from({ length: 5 }, () => input));
  const started = await Promise.all(clients.map((document) => ask('POST', '/onboardings', { document })));
  const ended = await Promise.all(
    clients.map((document) => ask('POST', '/onboardings?wait=60s', { document })),
  );

  expect(sandbox.customers()).toHaveLength(20);
  for (const [index, input] of inputs.entries()) {
    const ofCustomer = <One>(answers: readonly One[]) => answers.slice(index * 5, index * 5 + 5);
    const statuses = ofCustomer(started).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 200, 200, 200, 202]);
    expect(new Set(ofCustomer(started).map(({ document }) => document['workflowId'])).size).toBe(1);
    const documents = ofCustomer(ended).map(({ status, document }) => JSON.stringify({ status, document }));
    expect(new Set(documents).size).toBe(1);
    expect(JSON.parse(documents[0] ?? '')).toMatchObject({
      status: 200,
      document: { status: 'done', result: { created: { email: input.customer.email } } },
    });
  }
  const ids = ended.map(({ document }) => (document['result'] as { customerId: number }).customerId);
  expect(new Set(ids).size).toBe(20);
});
