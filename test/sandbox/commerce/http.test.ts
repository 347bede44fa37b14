import fc from 'fast-check';
import { startSandbox, type Sandbox } from '../../../src/sandbox';
import { clientOf, type SandboxClient } from '../client';

const BODY = { customer: { email: 'http@example.com', firstname: 'John' } };
const REFUSED = { message: '"Last Name" is a required value.' };

describe('HTTP of the sandbox', () => {
  let sandbox: Sandbox;
  let client: SandboxClient;

  beforeAll(async () => {
    sandbox = await startSandbox();
    client = await clientOf(sandbox);
  });

  afterAll(() => sandbox.stop());

  test.each([
    ['application/json', REFUSED],
    ['application/json;charset=UTF-8', REFUSED],
    ['application/json; charset=latin1', { message: 'UTF-8 is the only supported charset.' }],
    ['application/json; boundary=x', { message: 'Content-Type header is invalid.' }],
    [
      'application/x-www-form-urlencoded',
      {
        message:
          'Server cannot understand Content-Type HTTP header media type application/x-www-form-urlencoded',
      },
    ],
    ['application/xml', { message: 'Decoding error.' }],
  ])('a body called %s', async (type, body) => {
    const reply = await client.call('POST', '/V1/customers', BODY, { 'content-type': type });
    expect([reply.status, reply.body]).toEqual([400, body]);
  });

  test.each(['[1', '{"customer":1}x', "{'customer':1}", '\ufeff{}'])('%j cannot be decoded', async (text) => {
    const reply = await client.call('POST', '/V1/customers', text);
    expect([reply.status, reply.body]).toEqual([400, { message: 'Decoding error.' }]);
  });

  test.each(['5', 'null', '"x"', '[]'])('%j contains no customer', async (text) => {
    const reply = await client.call('POST', '/V1/customers', text);
    expect(reply.body).toMatchObject({ parameters: { fieldName: 'customer' } });
  });

  test.each([
    ['text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8', 'application/xml; charset=utf-8'],
    ['application/xml;q=0.5, application/json', 'application/json; charset=utf-8'],
    ['text/plain, */*', 'application/json; charset=utf-8'],
  ])('Accept: %s gets %s', async (accept, type) => {
    const reply = await client.call('GET', '/V1/customers/99', undefined, { accept });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([404, type]);
  });

  test('a type that Commerce cannot write is refused', async () => {
    const reply = await client.call('GET', '/V1/customers/99', undefined, { accept: 'image/png' });
    expect(reply.status).toBe(406);
  });

  test('errors are XML too for a client that asks for it', async () => {
    const reply = await client.call('GET', '/V1/customers/99', undefined, { accept: 'application/xml' });
    expect(reply.body).toBe(
      '<?xml version="1.0"?>\n<response><message>No such entity with %fieldName = %fieldValue</message><parameters><fieldName>customerId</fieldName><fieldValue>99</fieldValue></parameters></response>\n',
    );
  });

  test.each([
    ['PATCH', '/V1/customers/1', 405],
    ['OPTIONS', '/V1/customers', 405],
    ['DELETE', '/V1/customers', 404],
    ['PUT', '/V1/customers', 404],
    ['GET', '/V1/customers/1/groups', 404],
    ['POST', '/V1/customers/search', 404],
    ['GET', '/V1/customers/validate', 400],
    ['GET', '/V1/customers/1abc', 400],
    ['DELETE', '/V1/customers/search', 400],
    ['GET', '/V1/customers/0', 404],
    ['GET', '/V2/customers/1', 404],
    ['GET', '', 404],
  ])('%s %s: %d', async (method, path, status) => {
    const body = method === 'GET' || method === 'OPTIONS' ? undefined : {};
    const reply = await client.call(method, path, body);
    expect(reply.status).toBe(status);
    expect(reply.body).toMatchObject({ message: expect.any(String) });
  });

  test('Commerce answers every request below its path', async () => {
    const field = fc.constantFrom(
      'id',
      'email',
      'firstname',
      'website_id',
      'dob',
      'addresses',
      'custom_attributes',
      'extension_attributes',
      'group_id',
      'foo',
    );
    const customer = fc.dictionary(field, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 });
    const target = fc.constantFrom('POST ', 'PUT /1', 'PUT /0', 'PUT /x', 'PUT /validate');
    await fc.assert(
      fc.asyncProperty(target, customer, fc.jsonValue(), async (to, fields, password) => {
        const [method = '', path = ''] = to.split(' ');
        const reply = await client.call(method, `/V1/customers${path}`, { customer: fields, password });
        expect([200, 400, 404, 500]).toContain(reply.status);
        expect(JSON.stringify(reply.body)).not.toContain('The sandbox has failed');
      }),
      { numRuns: 400 },
    );
  });
});
