import {
  isNotFoundOfSent,
  mayAskForWebsite,
  messageOf,
  saysNoSuchCustomer,
  saysOtherRefusal,
} from '../../src/commerce/messages';

describe('a message of Commerce', () => {
  test('is filled in from named parameters', () => {
    const json = {
      message: 'No such entity with %fieldName = %fieldValue',
      parameters: { fieldName: 'customerId', fieldValue: 99 },
    };
    expect(messageOf(json)).toBe('No such entity with customerId = 99');
  });

  test('is filled in from positional parameters, numbers and strings', () => {
    expect(messageOf({ message: 'at most %1 of %2', parameters: [256, 'all'] })).toBe('at most 256 of all');
  });

  test('keeps a placeholder without a value, and percent signs that are no placeholder', () => {
    expect(messageOf({ message: '100 % of %1 and %other', parameters: ['x'] })).toBe('100 % of x and %other');
  });

  test('is filled in from a list', () => {
    expect(messageOf({ message: 'no access to %resources', parameters: { resources: ['a', 'b'] } })).toBe(
      'no access to a, b',
    );
  });

  test('is cut if it is too long for a message', () => {
    expect(messageOf({ message: 'x'.repeat(1_000_000) })?.length).toBeLessThan(5_000);
  });

  test('is followed by its errors, each filled in', () => {
    const json = {
      message: 'One or more input exceptions have occurred.',
      errors: [
        { message: '"%fieldName" is required. Enter and try again.', parameters: { fieldName: 'city' } },
      ],
    };
    expect(messageOf(json)).toBe(
      'One or more input exceptions have occurred.\n"city" is required. Enter and try again.',
    );
  });

  test.each([[undefined], [null], ['text'], [{}], [{ message: '' }], [{ message: 5 }], [[{ message: 'x' }]]])(
    'is not in %j',
    (json) => expect(messageOf(json)).toBeUndefined(),
  );
});

describe('a refusal that says nothing about the address', () => {
  test.each([
    'The password needs at least 8 characters. Create a new password and try again.',
    '"First Name" is a required value.',
    'First Name is not valid!\nLast Name is not valid!',
    '"Email" is not a valid email address.',
    '"Foo" is not supported. Correct the field name and try again.',
    'Attribute gender does not contain option with Id 9',
  ])('is known: %s', (message) => expect(saysOtherRefusal(message)).toBe(true));

  test.each([
    'A customer with the same email address already exists in an associated website.',
    'Ein Kunde mit derselben E-Mail-Adresse existiert bereits auf einer zugeordneten Website.',
    'This customer already exists in this store.',
  ])('is not: %s', (message) => expect(saysOtherRefusal(message)).toBe(false));
});

describe('a 404', () => {
  test('about a store or website is about what was sent', () => {
    const store = "The store that was requested wasn't found. Verify the store and try again.";
    const website =
      "The website with id 99 that was requested wasn't found. Verify the website and try again.";
    expect(isNotFoundOfSent({ message: store })).toBe(true);
    expect(isNotFoundOfSent({ message: website })).toBe(true);
  });

  test.each([
    [{ message: 'Request does not match any route.' }],
    [{ message: 'no Route matched with those values' }],
    [{ error_code: '404050', message: 'not found' }],
    [undefined],
  ])('is about the way: %j', (json) => expect(isNotFoundOfSent(json)).toBe(false));

  test('with the parameters of Commerce is about what was sent, in any language', () => {
    expect(isNotFoundOfSent({ message: 'Die Website %1 wurde nicht gefunden.', parameters: [99] })).toBe(
      true,
    );
    expect(isNotFoundOfSent({ message: 'Kein Eintrag', parameters: { fieldName: 'email' } })).toBe(true);
  });

  test('about a customer is recognized by its words if they are filled in', () => {
    expect(saysNoSuchCustomer({ message: 'No such entity with customerId = 99' })).toBe(true);
    expect(
      saysNoSuchCustomer({ message: 'No such entity with %1 = %2', parameters: ['customerId', 99] }),
    ).toBe(true);
  });

  test('about a customer is recognized in any language by its parameter', () => {
    const json = {
      message: 'Kein Eintrag mit %fieldName',
      parameters: { fieldName: 'customerId', fieldValue: 5 },
    };
    expect(saysNoSuchCustomer(json)).toBe(true);
    expect(saysNoSuchCustomer({ message: 'x', parameters: { fieldName: 'email' } })).toBe(false);
  });
});

test('an update that may lack the website is recognized by its words, in other languages too', () => {
  expect(mayAskForWebsite({ message: '"Associate to Website" is a required value.' })).toBe(true);
  expect(mayAskForWebsite({ message: '"Website zuordnen" ist ein erforderlicher Wert.' })).toBe(true);
  expect(mayAskForWebsite({ message: '"First Name" is a required value.' })).toBe(false);
});
