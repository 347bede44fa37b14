import fc from 'fast-check';
import { createOnce, type Creation, type Evidence } from '../../src/commerce/createOnce';
import { storedMarker, withMarker, withoutMarker } from '../../src/commerce/marker';
import { type Marker, markerOfRun } from '../../src/contract/marker';
import type { OnboardingRun } from '../../src/commerce/ownership';
import { previewCreation } from '../../src/commerce/previewCreation';
import { differencesOfCreation } from '../../src/commerce/stepDifferences';
import { updateCustomer } from '../../src/commerce/updateCustomer';
import type { Customer, CustomerFields, OnboardingInput } from '../../src/contract/onboarding';
import { checkedInput, checkedUpdate } from '../setup/checkedInput';
import { anAttempt, kindsOf, openTenant, type Tenant } from './tenant';

const ATTRIBUTE = 'onboarding_id';
const john = {
  email: 'john.doe@example.com',
  firstname: 'John',
  lastname: 'Doe',
  website_id: 1,
} satisfies CustomerFields;
const names = [{ firstname: 'John', lastname: 'Doe' }];

const marker = (value: string): Marker => ({ attribute: ATTRIBUTE, value });
const marked = (value: string) => ({ custom_attributes: [{ attribute_code: ATTRIBUTE, value }] });

/** A run that started a moment ago, and whose POST may have arrived. */
function evidence(own: Marker | undefined, earlier: readonly OnboardingRun[] = []): Evidence {
  return {
    earlierPostMayHaveArrived: true,
    followsAnotherRun: false,
    firstStartedAt: new Date(Date.now() - 1_000),
    marker: own,
    earlierRuns: () => Promise.resolve(earlier),
    serverTime: () => Promise.resolve(Date.now()),
  };
}

const earlierRun = (own: Marker | undefined): OnboardingRun => ({
  startedAt: new Date(Date.now() - 1_000),
  names,
  marker: own,
});

interface CreateOptions {
  readonly input?: Partial<OnboardingInput>;
  readonly evidence: Evidence;
}

async function create({ commerce }: Tenant, { input, evidence: known }: CreateOptions): Promise<Creation> {
  return await createOnce({
    api: commerce.customers,
    input: checkedInput({ customer: john, ...input }),
    evidence: known,
    attempt: anAttempt(),
    clockToleranceMs: 30_000,
  });
}

const withAttribute = () => openTenant({ customerAttributes: [ATTRIBUTE] });
const ofStranger = { type: 'CustomerAlreadyExists' };

describe('a customer that is found', () => {
  interface Case {
    readonly what: string;
    /** The marker of the customer; it always has our names, and is younger than our start. */
    readonly found?: string;
    readonly own?: string;
    /** The markers of earlier runs; null for a run before the setting. */
    readonly earlier?: readonly (string | null)[];
    readonly isAttribute?: false;
    readonly isOurs: boolean;
  }

  const cases: readonly Case[] = [
    { what: 'has our marker', found: 'us', own: 'us', isOurs: true },
    { what: 'has no marker', own: 'us', isOurs: false },
    { what: 'has the marker of another onboarding', found: 'another', own: 'us', isOurs: false },
    {
      what: 'has the marker of an earlier run',
      found: 'before',
      own: 'us',
      earlier: ['before'],
      isOurs: true,
    },
    { what: 'has none, as the POSTs of an earlier run', own: 'us', earlier: [null], isOurs: true },
    { what: 'has none, though all earlier runs sent one', own: 'us', earlier: ['before'], isOurs: false },
    {
      what: 'has a foreign one, and an earlier run sent none',
      found: 'another',
      own: 'us',
      earlier: [null],
      isOurs: false,
    },
    { what: 'has none, as our POSTs', isOurs: true },
    {
      what: 'has the marker of an earlier run, and we send none',
      found: 'before',
      earlier: ['before'],
      isOurs: true,
    },
    { what: 'has none, because the shop has no such attribute', own: 'us', isAttribute: false, isOurs: true },
  ];

  test.each(cases)(
    '$what: ours is $isOurs',
    async ({ found, own, earlier = [], isAttribute = true, isOurs }) => {
      const tenant = await openTenant({ customerAttributes: isAttribute ? [ATTRIBUTE] : [] });
      tenant.sandbox.addCustomer({ ...john, ...(found !== undefined && marked(found)) });
      const runs = earlier.map((value) => earlierRun(value === null ? undefined : marker(value)));
      const known = evidence(own === undefined ? undefined : marker(own), runs);
      const creating = create(tenant, { evidence: known });
      if (isOurs) expect(await creating).toMatchObject({ origin: 'recovered', customer: { id: 1 } });
      else await expect(creating).rejects.toMatchObject(ofStranger);
      expect(tenant.sandbox.customers()).toHaveLength(1);
      const preview = await previewCreation({
        ...{ api: tenant.commerce.customers, attempt: anAttempt(), clockToleranceMs: 30_000 },
        ...{ input: { customer: john }, evidence: known },
      });
      expect(preview).toEqual({ kind: isOurs ? 'recovered' : 'stranger', customerId: 1 });
    },
  );

  test('is ours by its marker, though the person changed the names and the clocks differ by a day', async () => {
    const tenant = await withAttribute();
    tenant.sandbox.addCustomer({
      ...{ ...john, ...marked('us') },
      ...{ firstname: 'Johnny', created_at: '2020-01-02 03:04:05' },
    });
    expect(await create(tenant, { evidence: evidence(marker('us')) })).toMatchObject({ origin: 'recovered' });
  });

  test('is ours by its marker, though nothing else says that an earlier POST arrived: a proxy sent ours twice', async () => {
    const tenant = await withAttribute();
    tenant.sandbox.addCustomer({ ...john, ...marked('us') });
    const first = { ...evidence(marker('us')), earlierPostMayHaveArrived: false };
    expect(await create(tenant, { evidence: first })).toMatchObject({ origin: 'recovered' });
    expect(kindsOf(tenant.sandbox)).toEqual(['token', 'create', 'lookUp']);
  });

  test('is ours by its marker that only a read returns', async () => {
    const tenant = await withAttribute();
    tenant.sandbox.addCustomer({ ...john, ...marked('us') });
    const [found] = tenant.sandbox.customers();
    const body = { items: [{ ...found, custom_attributes: undefined }], total_count: 1 };
    tenant.sandbox.fail({ on: 'lookUp', what: { kind: 'status', status: 200, made: false, body }, count: 1 });
    expect(await create(tenant, { evidence: evidence(marker('us')) })).toMatchObject({ origin: 'recovered' });
    expect(kindsOf(tenant.sandbox)).toEqual(['token', 'lookUp', 'read']);
  });

  test('is adopted if the caller asks for it, and then not called recovered', async () => {
    const tenant = await withAttribute();
    tenant.sandbox.addCustomer(john);
    const known = { input: { onExisting: 'adopt' } as const, evidence: evidence(marker('us')) };
    expect(await create(tenant, known)).toMatchObject({ origin: 'adopted' });
  });

  test('is unknown while Commerce does not say whether it has the attribute', async () => {
    const tenant = await withAttribute();
    tenant.sandbox.addCustomer(john);
    tenant.sandbox.fail({ on: 'lookUp', what: { kind: 'html', status: 503, made: false }, calls: [2] });
    await expect(create(tenant, { evidence: evidence(marker('us')) })).rejects.toMatchObject({
      type: 'CommerceUnavailable',
    });
  });
});

test('of several customers with the address on different websites, ours is the one with our marker', async () => {
  const tenant = await withAttribute();
  const { website_id: _, ...customer } = john;
  tenant.sandbox.addCustomer({ ...customer, website_id: 2 });
  tenant.sandbox.addCustomer({ ...john, ...marked('us') });
  const known = { input: { customer }, evidence: evidence(marker('us')) };
  expect(await create(tenant, known)).toMatchObject({ origin: 'recovered', customer: { id: 2 } });
});

describe('the row that a refusal leaves behind', () => {
  const billing = { default_billing: '99998' };
  const addresses = [
    {
      ...names[0],
      street: ['1 Main'],
      city: 'Austin',
      postcode: '78701',
      country_id: 'US',
      region_id: 57,
      telephone: '1',
    },
  ];
  const first = (own: Marker) => ({ ...evidence(own), earlierPostMayHaveArrived: false });

  test('is ours by its marker', async () => {
    const tenant = await withAttribute();
    const creating = create(tenant, {
      input: { customer: { ...john, ...billing, addresses } },
      evidence: first(marker('us')),
    });
    await expect(creating).rejects.toMatchObject({ type: 'CustomerRejected', details: { customerId: 1 } });
  });

  test('is not that of a stranger with the same names who signed up during the request', async () => {
    const tenant = await withAttribute();
    const body = { message: 'No.' };
    tenant.sandbox.fail({ on: 'create', what: { kind: 'status', status: 400, made: false, body } });
    const arrived = tenant.sandbox.nextRequest('create').then(() => tenant.sandbox.addCustomer(john));
    await expect(create(tenant, { evidence: first(marker('us')) })).rejects.toMatchObject(ofStranger);
    await arrived;
  });
});

describe('if Commerce drops the marker', () => {
  test('the first create reports it once, and names and age decide from then on', async () => {
    const onMarkerDropped = jest.fn();
    const tenant = await openTenant({}, { onMarkerDropped });
    const first = { ...evidence(marker('us')), earlierPostMayHaveArrived: false };
    const creation = await create(tenant, { evidence: first });
    expect(creation).toMatchObject({ origin: 'made' });
    expect(differencesOfCreation(creation, { customer: john }, ATTRIBUTE)).toEqual([]);
    const other = { customer: { ...john, email: 'jane@example.com' } };
    await create(tenant, { input: other, evidence: { ...first, marker: marker('other') } });
    expect(onMarkerDropped.mock.calls).toEqual([[ATTRIBUTE]]);
    expect(await create(tenant, { evidence: evidence(marker('us')) })).toMatchObject({ origin: 'recovered' });
    expect(kindsOf(tenant.sandbox)).toEqual(['token', 'create', 'create', 'lookUp', 'read']);
  });

  test('nothing is reported if Commerce stores it', async () => {
    const onMarkerDropped = jest.fn();
    const tenant = await openTenant({ customerAttributes: [ATTRIBUTE] }, { onMarkerDropped });
    const { customer } = await create(tenant, { evidence: evidence(marker('us')) });
    expect(customer).toMatchObject(marked('us'));
    expect(onMarkerDropped).not.toHaveBeenCalled();
  });
});

test('an update of other custom attributes keeps the marker, though Commerce takes its list for the whole', async () => {
  const tenant = await openTenant({ customerAttributes: [ATTRIBUTE, 'tier'] });
  const { customer: created } = await create(tenant, { evidence: evidence(marker('us')) });
  const update = checkedUpdate({ custom_attributes: [{ attribute_code: 'tier', value: 'gold' }] });
  const { customer, differences } = await updateCustomer({
    ...{ api: tenant.commerce.customers, created, update, attempt: anAttempt() },
    ...{ record: 'justMade', markerAttribute: ATTRIBUTE },
  });
  expect(differences).toEqual([]);
  expect(storedMarker(customer, ATTRIBUTE)).toBe('us');
  const put = tenant.sandbox.requests().find(({ kind }) => kind === 'update');
  expect(put?.body).toMatchObject({
    customer: {
      custom_attributes: [{ attribute_code: 'tier', value: 'gold' }, marked('us').custom_attributes[0]],
    },
  });
});

test('the marker is no difference, even if the caller sent an empty list', async () => {
  const tenant = await withAttribute();
  const customer = { ...john, custom_attributes: [] };
  const creation = await create(tenant, { input: { customer }, evidence: evidence(marker('us')) });
  expect(differencesOfCreation(creation, { customer }, ATTRIBUTE)).toEqual([]);
});

describe('properties', () => {
  const value = fc.constantFrom('run-1', 'run-2', 'run-3');
  const optionalMarker = fc.option(value, { nil: undefined });

  test('with the attribute in the shop, a customer is ours exactly if a marked run has its marker, or it has none and a run sent none', async () => {
    const tenant = await withAttribute();
    await fc.assert(
      fc.asyncProperty(
        optionalMarker,
        optionalMarker,
        fc.array(optionalMarker),
        async (found, own, earlier) => {
          tenant.sandbox.clear();
          tenant.sandbox.addCustomer({ ...john, ...(found !== undefined && marked(found)) });
          const asMarker = (one: string | undefined) => (one === undefined ? undefined : marker(one));
          const runs = earlier.map((one) => earlierRun(asMarker(one)));
          const creating = create(tenant, { evidence: evidence(asMarker(own), runs) });
          const sent = [own, ...earlier];
          // Without a marker of its own, a run does not know the attribute that others use.
          fc.pre(own !== undefined || found === undefined);
          if (sent.includes(found)) expect(await creating).toMatchObject({ origin: 'recovered' });
          else await expect(creating).rejects.toMatchObject(ofStranger);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a marker can be read from what it was added to, and taken out again', () => {
    const code = fc.stringMatching(/^[a-z][a-z_]{0,5}$/).filter((one) => one !== ATTRIBUTE);
    const list = fc.array(fc.record({ attribute_code: code, value: fc.string() }));
    const attributes = fc.oneof(list, fc.dictionary(code, fc.string()), fc.constant(undefined));
    fc.assert(
      fc.property(attributes, fc.string({ minLength: 1 }), (custom_attributes, text) => {
        const fields = { ...john, id: 1, ...(custom_attributes && { custom_attributes }) };
        const sent: Customer = withMarker(fields, marker(text));
        expect(storedMarker(sent, ATTRIBUTE)).toBe(text);
        expect(sent).toMatchObject(john);
        if (Array.isArray(custom_attributes)) expect(withoutMarker(sent, ATTRIBUTE)).toEqual(fields);
      }),
    );
  });

  test('two rows of a chunk, two runs, and a row and a run have different markers', () => {
    const row = fc.option(fc.nat(), { nil: undefined });
    fc.assert(
      fc.property(fc.uuid(), row, fc.uuid(), row, (one, oneRow, other, otherRow) => {
        const of = (originalRunId: string, number: number | undefined) =>
          markerOfRun({ attribute: ATTRIBUTE, originalRunId, ...(number !== undefined && { row: number }) })
            ?.value;
        expect(of(one, oneRow) === of(other, otherRow)).toBe(one === other && oneRow === otherRow);
      }),
    );
  });
});
