import fc from 'fast-check';
import {
  isOnboardingWorkflowId,
  onboardingWorkflowId,
  personId,
} from '../../../src/contract/parse/workflowId';

const TENANT = 'https://na1-sandbox.api.commerce.adobe.com/AbCYab34cdEfGHiJ27123';

// Computed with Python's hashlib and checked with `openssl dgst -sha256`, as another caller would do it.
const VECTORS = [
  {
    restEndpoint: TENANT,
    websiteId: 1,
    email: 'john.doe@example.com',
    workflowId: 'onboard-b26960779bfd17ed8397ac8f52c1a64e',
    person: 'onboard-3af3737a5a4d2a79926d103f94ccabf8',
  },
  {
    restEndpoint: TENANT,
    websiteId: undefined,
    email: 'john.doe@example.com',
    workflowId: 'onboard-c4cbd16d1367f353fbb59de6c557c3a1',
    person: 'onboard-3af3737a5a4d2a79926d103f94ccabf8',
  },
  {
    restEndpoint: TENANT,
    websiteId: 2,
    email: 'john.doe@example.com',
    workflowId: 'onboard-beff1c6bbec7c4cf361711caea860e87',
    person: 'onboard-3af3737a5a4d2a79926d103f94ccabf8',
  },
  {
    restEndpoint: 'https://NA1-Sandbox.API.commerce.adobe.com/AbCYab34cdEfGHiJ27123/',
    websiteId: 1,
    email: '  John.DOE@Example.com ',
    workflowId: 'onboard-b26960779bfd17ed8397ac8f52c1a64e',
    person: 'onboard-3af3737a5a4d2a79926d103f94ccabf8',
  },
  {
    restEndpoint: TENANT,
    websiteId: 1,
    email: 'DÜP@Example.com',
    workflowId: 'onboard-7b2d60e56d728d09e92daa7bc67338cb',
    person: 'onboard-c4a58b0c3bbc61e4e648d56ed55cbcf1',
  },
  {
    restEndpoint: 'http://localhost:8085/tenant/a',
    websiteId: 7,
    email: 'a@b.c',
    workflowId: 'onboard-21c3b4e066a0e04cb80e861401991bfd',
    person: 'onboard-948d51cc473ad6702215fa82399d1cc3',
  },
];

test.each(VECTORS)(
  '$email on website $websiteId of $restEndpoint has the ID that other callers compute',
  (vector) => {
    expect(onboardingWorkflowId(vector)).toBe(vector.workflowId);
    expect(personId(vector)).toBe(vector.person);
  },
);

const emails = fc.emailAddress();
const websites = fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined });

test('the case of ASCII letters and the spaces around an address do not matter', () => {
  fc.assert(
    fc.property(emails, websites, (email, websiteId) => {
      const plain = onboardingWorkflowId({ restEndpoint: TENANT, websiteId, email });
      const other = onboardingWorkflowId({
        restEndpoint: TENANT,
        websiteId,
        email: ` ${email.toUpperCase()}\t`,
      });
      expect(other).toBe(plain);
    }),
  );
});

test('a letter beyond ASCII in the other case is another address', () => {
  const idOf = (email: string) => onboardingWorkflowId({ restEndpoint: TENANT, email });
  expect(idOf('düp@example.com')).not.toBe(idOf('dÜp@example.com'));
  expect(idOf('düp@example.com')).not.toBe(idOf('dup@example.com'));
});

test('another website is another onboarding of the same person', () => {
  fc.assert(
    fc.property(emails, websites, websites, (email, one, other) => {
      fc.pre(one !== other);
      const [first, second] = [one, other].map((websiteId) => ({ restEndpoint: TENANT, websiteId, email }));
      expect(onboardingWorkflowId(first!)).not.toBe(onboardingWorkflowId(second!));
      expect(personId(first!)).toBe(personId(second!));
    }),
  );
});

test("the case of a tenant's ID matters, that of its host and scheme does not", () => {
  const idAt = (restEndpoint: string) => onboardingWorkflowId({ restEndpoint, email: 'a@b.c' });
  expect(idAt('https://host/Tenant')).not.toBe(idAt('https://host/tenant'));
  expect(idAt('HTTPS://HOST/Tenant/')).toBe(idAt('https://host/Tenant'));
  expect(idAt('https://host:8443/Tenant')).not.toBe(idAt('https://host/Tenant'));
});

test('every ID has the right form, and other texts do not', () => {
  fc.assert(
    fc.property(emails, (email) =>
      isOnboardingWorkflowId(onboardingWorkflowId({ restEndpoint: TENANT, email })),
    ),
  );
  for (const foreign of [
    '',
    'onboard-',
    'onboard-b26960779bfd17ed8397ac8f52c1a64',
    'onboard-B26960779BFD17ED8397AC8F52C1A64E',
    'onboard-b26960779bfd17ed8397ac8f52c1a64e\n',
    'x-onboard-b26960779bfd17ed8397ac8f52c1a64e',
  ]) {
    expect(isOnboardingWorkflowId(foreign)).toBe(false);
  }
});
