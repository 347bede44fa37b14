import { describeSettings } from '../../src/settings';

test('every setting is shown with its value or its default, but never a secret', () => {
  const lines = describeSettings({
    CLIENT_ID: 'my-client',
    CLIENT_SECRET: 'p8e-secret',
    REST_ENDPOINT_FILE: __filename,
    ONBOARDING_ENCRYPTION_KEYS: 'id:key',
    ONBOARDING_RETRY_FIRST: '2s',
    IMS_ENDPOINT: 'https://me:p8e-password@ims',
  });
  expect(lines).toEqual(
    expect.arrayContaining([
      'CLIENT_ID=my-client',
      'CLIENT_SECRET=***',
      'REST_ENDPOINT=(not valid)',
      'IMS_ENDPOINT=(not valid)',
      'IMS_ORG_ID=(not set)',
      'ONBOARDING_ENCRYPTION_KEYS=***',
      'ONBOARDING_RETRY_FIRST=2s',
      'ONBOARDING_RETRY_MAX=1m (default)',
    ]),
  );
  expect(lines.join('\n')).not.toMatch(/p8e|id:key/);
});
