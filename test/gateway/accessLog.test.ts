import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import pino from 'pino';
import { somebody } from '../setup/people';
import { setGatewayStage } from './stage';

test('one line per response: what was requested, with which key, for which onboarding, and nothing personal', async () => {
  const stream = new PassThrough();
  const stage = await setGatewayStage({ workers: 0, logger: pino({ base: null }, stream) });
  const { ask, makeKey } = stage;
  const key = await makeKey(['start', 'read'], 'crm');
  const customer = somebody({ firstname: 'Jane-Marie', lastname: 'Roe-Smith' });
  const document = { customer, password: 'TempPa55word!' };
  const started = await ask('POST', '/onboardings', { key, document });
  const workflowId = String(started.document['workflowId']);
  await ask('POST', '/onboardings', { key, document: { customer: { ...customer, id: 1 } } });
  await ask('GET', `/onboardings/${workflowId}`, { key });
  await ask('GET', `/onboardings?email=${customer.email}`, { key });
  await ask('GET', `/onboardings/${customer.email}`, { key });
  await ask('GET', `/customers/${customer.email}`, {
    key: 'wrong-key',
    headers: { 'user-agent': 'Roe-Smith' },
  });
  await ask('GET', `/onboardings/${workflowId}`, { key: 'wrong-key' });
  await stage.gateway.close();
  stream.end();
  const log = await text(stream);
  const lines = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .map(({ method, route, status, key: name, workflowId: id }) => [method, route, status, name, id]);
  expect(lines).toEqual([
    ['POST', '/onboardings', 202, 'crm', workflowId],
    ['POST', '/onboardings', 422, 'crm', undefined],
    ['GET', '/onboardings/:id', 200, 'crm', workflowId],
    ['GET', '/onboardings', 400, 'crm', undefined],
    ['GET', '/onboardings/:id', 404, 'crm', undefined],
    ['GET', null, 404, undefined, undefined],
    ['GET', '/onboardings/:id', 401, undefined, workflowId],
  ]);
  for (const secret of [
    customer.email,
    'Jane-Marie',
    'Roe-Smith',
    'TempPa55word',
    key,
    'wrong-key',
    '127.0.0.1',
  ]) {
    expect(log).not.toContain(secret);
  }
});
