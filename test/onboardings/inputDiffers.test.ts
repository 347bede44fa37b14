import type { OnboardingInput } from '../../src/contract/onboarding';
import { InputDiffers } from '../../src/onboardings/inputDiffers';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';

function at(city: string) {
  const { firstname, lastname } = somebody();
  const street = ['1 Main St'];
  return { firstname, lastname, street, city, country_id: 'DE', postcode: '1', telephone: '1' };
}

function welcomed(): OnboardingInput {
  return {
    customer: { ...somebody(), website_id: 1, addresses: [at('Bonn'), at('Ulm')] },
    password: 'TempPa55word!',
    update: { lastname: 'Doe-Updated' },
  };
}

async function secondStart(stage: Stage, other: OnboardingInput): Promise<unknown> {
  return await stage.start(other).catch((error: unknown) => error);
}

const changes: [string, (input: OnboardingInput) => OnboardingInput, string[]][] = [
  [
    'another name, and an update that is gone',
    ({ customer, password }) => ({ customer: { ...customer, firstname: 'X' }, password: password ?? '' }),
    ['customer.firstname', 'update'],
  ],
  ['another password', (input) => ({ ...input, password: 'An0therOne!' }), ['password']],
  [
    'a place in a list',
    (input) => ({
      ...input,
      customer: { ...input.customer, addresses: [at('Bonn'), at('Kiel')] },
    }),
    ['customer.addresses.1.city'],
  ],
  ['a field that is new', (input) => ({ ...input, onExisting: 'adopt' }), ['onExisting']],
  [
    'text in place of a number',
    (input) => ({ ...input, customer: { ...input.customer, group_id: '1' } }),
    ['customer.group_id'],
  ],
];

test.each(changes)(
  '%s is a different input: the error names the fields, and no value',
  async (_, change, fields) => {
    const stage = await setStage();
    const input = welcomed();
    await (await stage.start(input)).result();
    const error = await secondStart(stage, change(input));
    expect(error).toBeInstanceOf(InputDiffers);
    expect(error).toMatchObject({ fields });
    expect(String(error)).not.toMatch(/Kiel|An0ther|Doe/);
    expect(stage.sandbox.customers()).toHaveLength(1);
  },
);

test('a running onboarding reports it as well', async () => {
  const stage = await setStage({ workers: 0 });
  const input = welcomed();
  await stage.start(input);
  expect(await secondStart(stage, { ...input, password: 'An0therOne!' })).toBeInstanceOf(InputDiffers);
});

test('the order of the members, and an explicit default, are no difference', async () => {
  const stage = await setStage();
  const { customer, ...rest } = welcomed();
  const first = await (await stage.start({ customer, ...rest })).result();
  const again = await stage.start({
    ...rest,
    onExisting: 'fail',
    customer: { ...Object.fromEntries(Object.entries(customer).reverse()), ...somebodysNames(customer) },
  });
  expect(await again.result()).toEqual(first);
});

test('after a failure any input is accepted, because it is a new run', async () => {
  const stage = await setStage();
  const input = { ...welcomed(), password: 'short' };
  await (await stage.start(input)).result().catch(() => undefined);
  const corrected = await stage.start({ ...input, password: 'TempPa55word!' });
  expect(await corrected.result()).toMatchObject({ customerId: 1 });
});

function somebodysNames({ email, firstname, lastname }: OnboardingInput['customer']) {
  return { email, firstname, lastname };
}
