import type { Right } from '../../src/gateway';
import { somebody } from '../setup/people';
import { type AskOptions, type GatewayStage, setGatewayStage } from './stage';

const LACKING = {
  status: 403,
  document: {
    type: 'urn:commerce-onboarding:problem:right-missing',
    detail: 'The key lacks the right adopt',
  },
};

/**
 * A stage with an onboarding that failed because of a stranger with the same address; its key has every other right.
 */
async function stageWithStranger(input: object = {}) {
  const stage = await setGatewayStage();
  const customer = somebody();
  const stranger = stage.sandbox.addCustomer({ ...customer, firstname: 'Somebody-Else', taxvat: 'DE-0815' });
  const key = await stage.makeKey(['start', 'read', 'retry']);
  const document = { customer, ...input };
  const failed = await stage.ask('POST', '/onboardings?wait=30s', { key, document });
  expect(failed.document).toMatchObject({ failure: 'CustomerAlreadyExists', customerId: stranger });
  return { ...stage, customer, key, stranger, retryPath: `/onboardings/${idIn(failed.document)}/retry` };
}

function idIn(document: Record<string, unknown>): string {
  return String(document['workflowId']);
}

function requests({ sandbox }: Pick<GatewayStage, 'sandbox'>): number {
  return sandbox.requests().length;
}

test('a start that adopts needs the right adopt besides start', async () => {
  const stage = await setGatewayStage({ workers: 0 });
  const { ask, makeKey } = stage;
  const document = { customer: somebody(), onExisting: 'adopt' };
  for (const rights of [['start'], ['start', 'read', 'retry']] satisfies Right[][]) {
    expect(await ask('POST', '/onboardings', { key: await makeKey(rights), document })).toMatchObject(
      LACKING,
    );
  }
  const reader = await makeKey(['read']);
  expect((await ask('GET', '/onboardings', { key: reader })).document['onboardings']).toEqual([]);
  const alone = await ask('POST', '/onboardings', { key: await makeKey(['adopt']), document });
  expect(alone.document['detail']).toBe('The key lacks the right start');
  const key = await makeKey(['start', 'adopt']);
  expect(await ask('POST', '/onboardings', { key, document })).toMatchObject({ status: 202 });
});

test.each<[string, string, (customer: object) => Pick<AskOptions, 'document' | 'patch'>]>([
  ['?adopt=true', '?adopt=true', () => ({})],
  ['?adopt=true and a patch', '?adopt=true', () => ({ patch: { password: 'TempPa55word!' } })],
  ['a patch that sets onExisting', '', () => ({ patch: { onExisting: 'adopt' } })],
  [
    'a patch that sets it with other members',
    '',
    () => ({ patch: { update: { lastname: 'Roe' }, onExisting: 'adopt' } }),
  ],
  ['a complete input that sets it', '', (customer) => ({ document: { customer, onExisting: 'adopt' } })],
])('a retry with %s needs the right adopt, and sends nothing without it', async (_, query, bodyFor) => {
  const stage = await stageWithStranger();
  const { ask, customer, key, retryPath } = stage;
  const before = requests(stage);
  const body = bodyFor(customer);
  expect(await ask('POST', `${retryPath}${query}`, { key, ...body })).toMatchObject(LACKING);
  expect(requests(stage)).toBe(before);
  const adopter = await stage.makeKey(['retry', 'adopt']);
  expect(await ask('POST', `${retryPath}${query}`, { key: adopter, ...body })).toMatchObject({
    status: 202,
  });
});

test('without the right adopt a retry may not change the input of an onboarding that adopts', async () => {
  const { ask, makeKey, sandbox } = await setGatewayStage();
  const customer = somebody();
  sandbox.addCustomer({ ...customer, firstname: 'Somebody-Else' });
  const adopter = await makeKey(['start', 'adopt']);
  const failed = await ask('POST', '/onboardings?wait=30s', {
    key: adopter,
    document: { customer, update: { firstname: '<b>' }, onExisting: 'adopt' },
  });
  expect(failed.document).toMatchObject({ failure: 'CustomerRejected' });
  const path = `/onboardings/${idIn(failed.document)}/retry`;
  const key = await makeKey(['retry']);
  const patch = { update: { firstname: 'Jim' } };
  expect(await ask('POST', path, { key, patch })).toMatchObject(LACKING);
  expect(await ask('POST', path, { key })).toMatchObject({ status: 202 });
});

test('an adopted customer is shown only to keys that may read', async () => {
  const { ask, makeKey, sandbox } = await setGatewayStage();
  const customer = somebody();
  const customerId = sandbox.addCustomer({ ...customer, firstname: 'Somebody-Else' });
  const document = { customer, onExisting: 'adopt' };
  const starter = await makeKey(['start', 'adopt']);
  const reader = await makeKey(['start', 'adopt', 'read']);
  for (const path of ['/onboardings?wait=30s', '/onboardings?wait=30s', '/onboardings']) {
    const response = await ask('POST', path, { key: starter, document });
    expect(response).toMatchObject({ status: 200, document: { status: 'done', result: { customerId } } });
    for (const field of ['created', 'updated', 'differences']) {
      expect(response.document['result']).not.toHaveProperty(field);
    }
    expect(JSON.stringify(response.document)).not.toContain('Somebody-Else');
  }
  const read = await ask('POST', '/onboardings', { key: reader, document });
  expect(read.document).toMatchObject({ result: { created: { firstname: 'Somebody-Else' } } });
});

test('the result of a created customer is shown to the key that may start it', async () => {
  const { ask, makeKey } = await setGatewayStage();
  const key = await makeKey(['start']);
  const customer = somebody();
  expect(await ask('POST', '/onboardings?wait=30s', { key, document: { customer } })).toMatchObject({
    status: 200,
    document: { result: { created: { email: customer.email } } },
  });
});
