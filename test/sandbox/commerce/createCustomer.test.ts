import { startSandbox, type Sandbox } from '../../../src/sandbox';
import { clientOf, idOf, type SandboxClient } from '../client';

const ADDRESS = {
  firstname: 'John',
  lastname: 'Doe',
  street: ['1 Main St'],
  city: 'Austin',
  region_id: 57,
  postcode: '78701',
  country_id: 'US',
  telephone: '5125551234',
};
const DUPLICATE = {
  message: 'A customer with the same email address already exists in an associated website.',
};

describe('a create', () => {
  let sandbox: Sandbox;
  let client: SandboxClient;
  let number = 0;

  beforeAll(async () => {
    sandbox = await startSandbox();
    client = await clientOf(sandbox);
  });

  afterAll(() => sandbox.stop());

  describe('mails', () => {
    test.each([
      ['with a password', 'TempPa55word!', {}, ['welcome']],
      ['without one', null, {}, ['set-your-password']],
      [
        'of a subscriber',
        null,
        { extension_attributes: { is_subscribed: true } },
        ['set-your-password', 'newsletter'],
      ],
    ])('%s', async (_, password, more, kinds) => {
      const customer = { email: next(), firstname: 'John', lastname: 'Doe', ...more };
      const id = idOf(await client.call('POST', '/V1/customers', { customer, password }));
      const mails = sandbox.mails().filter(({ customerId }) => customerId === id);
      expect(mails.map(({ kind }) => kind)).toEqual(kinds);
      expect(mails.map(({ to }) => to)).toEqual(kinds.map(() => customer.email));
    });

    test('none for a refused create', async () => {
      const email = next();
      await client.create({ email });
      const before = sandbox.mails().length;
      await client.create({ email });
      await client.create({ email: next(), firstname: '' });
      expect(sandbox.mails()).toHaveLength(before);
    });

    test('none for an address that ends in a line feed, which is another customer', async () => {
      const email = next();
      const first = idOf(await client.create({ email }));
      const second = idOf(await client.create({ email: `${email}\n` }));
      expect(second).not.toBe(first);
      expect(sandbox.mails().filter(({ customerId }) => customerId === second)).toEqual([]);
    });
  });

  describe('order of its checks', () => {
    test.each([
      [
        'a wrong type before the password',
        { gender: 'Male' },
        'x',
        'Error occurred during "gender" processing.',
      ],
      ['the password before the store', { store_id: 99 }, 'x', 'The password needs at least %1 characters.'],
      [
        'the store before a duplicate',
        { store_id: 99 },
        'TempPa55word!',
        "The store that was requested wasn't found.",
      ],
      ['a duplicate before the group', { group_id: 99 }, 'TempPa55word!', 'A customer with the same email'],
      [
        'a duplicate before an address',
        { addresses: [{ ...ADDRESS, city: '' }] },
        'TempPa55word!',
        'A customer with',
      ],
    ])('%s', async (_, more, password, message) => {
      const email = next();
      await client.create({ email });
      const { body } = await client.create({ email, ...more }, password);
      expect(body).toMatchObject({ message: expect.stringContaining(message) });
    });

    test.each([
      [
        'the group before the names',
        { group_id: 99, firstname: '' },
        'The specified customer group id does not exist.',
      ],
      [
        'the names before an address',
        { firstname: '', addresses: [{ country_id: 'US' }] },
        '"First Name" is a required value.',
      ],
    ])('%s', async (_, more, message) => {
      expect((await client.create({ email: next(), ...more })).body).toEqual({ message });
    });
  });

  test.each(['Düp', 'DUP', 'dup'])('%s is a duplicate of dup, with any trailing spaces', async (local) => {
    const host = next();
    await client.create({ email: `dup.${host}` });
    const { status, body } = await client.create({ email: `${local}.${host}  ` });
    expect([status, body]).toEqual([400, DUPLICATE]);
  });

  test('an address with a lookalike letter of another alphabet is another customer', async () => {
    const host = next();
    await client.create({ email: `paul.${host}` });
    expect((await client.create({ email: `раul.${host}` })).status).toBe(200);
  });

  describe('values that are not stored as sent', () => {
    test.each([
      ['a letter beyond the Basic Multilingual Plane', { lastname: 'Doe 𠀀' }, { lastname: 'Doe ????' }],
      ['an emoji in a field without rules', { prefix: '😀' }, { prefix: '????' }],
      ['a long tax number', { taxvat: 'x'.repeat(60) }, { taxvat: 'x'.repeat(50) }],
      ['a 30th of February', { dob: '1990-02-30' }, { dob: '1990-03-02' }],
      ['a German date', { dob: '31.01.1990' }, { dob: '1990-01-31' }],
      ['store 0 and website 0', { store_id: 0, website_id: 0 }, { store_id: 1, website_id: 1 }],
      ['names in camel case', { websiteId: 2 }, { website_id: 2, store_id: 2, created_in: 'Second View' }],
      ['a number in text', { gender: '2.9' }, { gender: 2 }],
      ['a true in text', { middlename: true }, { middlename: '1' }],
      ['a name of spaces', { firstname: '   ' }, { firstname: '   ' }],
    ])('%s', async (_, sent, stored) => {
      const reply = await client.create({ email: next(), ...sent });
      expect(reply.body).toMatchObject(stored);
      expect(sandbox.customers().find(({ id }) => id === idOf(reply))).toMatchObject(stored);
    });
  });

  test.each([
    ['an emoji in a name', { firstname: '😀' }, 'First Name is not valid!'],
    ['a placeholder in a name', { lastname: '{{var}}' }, 'Last Name is not valid!'],
    ['a middle name with an @', { middlename: 'a@b' }, 'Middle Name is not valid!'],
    [
      'three mistakes at once',
      { lastname: '', firstname: '<b>', email: 'x' },
      '"Last Name" is a required value.\nFirst Name is not valid!\n"Email" is not a valid email address.',
    ],
    ['a month that is none', { dob: '1990-13-01' }, 'Invalid date'],
    ['a date of birth to come', { dob: '2190-01-01' }, 'The Date of Birth should not be greater than today.'],
    [
      'a fraction for a list',
      { addresses: [{ street: 1.5 }] },
      'Error occurred during "addresses" processing. Error occurred during "street" processing. The "double" value\'s type is invalid. The "string[]" type was expected. Verify and try again.',
    ],
    [
      'a boolean for a number',
      { websiteId: true },
      'Error occurred during "websiteId" processing. The "1" value\'s type is invalid. The "int" type was expected. Verify and try again.',
    ],
    [
      'nothing for a number',
      { store_id: '' },
      'Error occurred during "store_id" processing. The "" value\'s type is invalid. The "int" type was expected. Verify and try again.',
    ],
    [
      'a store outside the website',
      { website_id: 2, store_id: 3 },
      'The store view is not in the associated website.',
    ],
  ])('%s is refused', async (_, sent, message) => {
    const reply = await client.create({ email: next(), ...sent });
    expect([reply.status, reply.body]).toEqual([400, { message }]);
  });

  test.each([
    [{ addresses: [{ foo: 1 }] }, 'Foo'],
    [{ addresses: [{ is_default_billing: true }] }, 'IsDefaultBilling'],
    [{ addresses: [{ extension_attributes: { gift: 1 } }] }, 'Gift'],
    [{ addresses: [{ region: { region_name: 'x' } }] }, 'RegionName'],
    [{ password: 'TempPa55word!' }, 'Password'],
  ])('an unknown field %j is refused by its name in camel case', async (sent, fieldName) => {
    expect((await client.create({ email: next(), ...sent })).body).toEqual({
      message: '"%fieldName" is not supported. Correct the field name and try again.',
      parameters: { fieldName },
    });
  });

  test('an address without several fields: one message, and a list of the fields', async () => {
    const email = next();
    const addresses = [{ country_id: 'DE', firstname: ' ' }];
    const reply = await client.create({ email, addresses });
    expect(reply.status).toBe(400);
    expect(reply.body).toEqual({
      message: 'One or more input exceptions have occurred.',
      errors: ['firstname', 'lastname', 'street', 'city', 'telephone', 'postcode'].map((fieldName) => ({
        message: '"%fieldName" is required. Enter and try again.',
        parameters: { fieldName },
      })),
    });
    expect((await client.find(email)).body).toMatchObject({ total_count: 0 });
  });

  test('a region of another country is refused, one of a country without regions is kept', async () => {
    const refused = await client.create({ email: next(), addresses: [{ ...ADDRESS, country_id: 'DE' }] });
    expect(refused.body).toMatchObject({ parameters: { fieldName: 'regionId', value: '57' } });
    const made = await client.create({
      email: next(),
      addresses: [{ ...ADDRESS, country_id: 'GB', postcode: undefined }],
    });
    expect(made.body).toMatchObject({
      addresses: [{ country_id: 'GB', region_id: 57, region: { region: null } }],
    });
  });

  test('the IDs of addresses are ignored: each is new', async () => {
    const id = idOf(await client.create({ email: next(), addresses: [ADDRESS] }));
    const theirs = sandbox.customers().find((customer) => customer.id === id)!.addresses[0]!.id;
    const reply = await client.create({ email: next(), addresses: [{ ...ADDRESS, id: theirs }] });
    expect(reply.body).toMatchObject({ addresses: [{ customer_id: idOf(reply) }] });
    expect(Object(reply.body)['addresses'][0].id).not.toBe(theirs);
  });

  test('without an address: 400 without a password, and a 500 with one', async () => {
    const customer = { firstname: 'John', lastname: 'Doe' };
    const without = await client.call('POST', '/V1/customers', { customer });
    expect([without.status, without.body]).toEqual([
      400,
      { message: 'The customer email is missing. Enter and try again.' },
    ]);
    expect((await client.create(customer)).status).toBe(500);
  });

  function next(): string {
    number += 1;
    return `c${number}@example.com`;
  }
});
