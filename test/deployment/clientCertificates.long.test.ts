import { somebody } from '../setup/people';
import { type Authority, type Certificate, makeAuthority, renew } from '../setup/production/certificates';
import { admittingCertificatesOf, SecuredServer, withCertificate } from '../setup/production/securedServer';
import { testWithServer } from '../setup/production/whereServerRuns';
import { onboardThrough, openSecuredPlace, type SecuredPlace, useEachPart } from './securedPlace';

/** A first run builds the Temporal server. */
jest.setTimeout(25 * 60_000);

const testSecured = testWithServer();

let server: SecuredServer;
let authority: Authority;
let place: SecuredPlace;
let mine: Certificate;
let other: Authority;

beforeAll(async () => {
  server = await SecuredServer.create();
  authority = await makeAuthority(server.folder, 'client-ca');
  other = await makeAuthority(server.folder, 'other-ca');
  mine = await authority.issue('worker');
  await server.start(admittingCertificatesOf(authority, other));
  place = await openSecuredPlace(server.settings);
  const setup = await place.command(['setup'], withCertificate(mine)).ended;
  expect(setup).toMatchObject({ status: 0, stdout: expect.stringContaining('onboarding') as string });
});

afterAll(async () => {
  await server.remove();
});

testSecured(
  'with a client certificate, each part works: setup, check, worker, gateway, commands, library',
  async () => {
    await useEachPart(place, withCertificate(mine));
  },
);

const CERT = 'TEMPORAL_TLS_CLIENT_CERT_PATH \\(or _DATA\\)';
const KEY = 'TEMPORAL_TLS_CLIENT_KEY_PATH \\(or _DATA\\)';
const CA = 'TEMPORAL_TLS_SERVER_CA_CERT_PATH \\(or _DATA\\)';

describe('what is wrong with TLS is said with its setting, and the exit status is 2', () => {
  testSecured.each<[string, () => Promise<Record<string, string>>, RegExp]>([
    [
      'no certificate',
      async () => ({}),
      new RegExp(`${CERT}: is not set, and the server requires a certificate`),
    ],
    [
      'no TLS',
      async () => ({ TEMPORAL_TLS: 'false' }),
      /TEMPORAL_TLS: is not set, and the server takes only TLS; set it to true/,
    ],
    [
      'an expired certificate',
      async () => withCertificate(await authority.issue('late', { days: -1 })),
      new RegExp(`${CERT}: the certificate expired at 20\\d\\d-.*; set it to a valid one`),
    ],
    [
      'a certificate of an unknown authority',
      async () => withCertificate(await (await makeAuthority(server.folder, 'stranger')).issue('worker')),
      new RegExp(`${CERT}: the server refuses the certificate .*; use one that a CA of the server issued`),
    ],
    [
      'the key of another certificate',
      async () => withCertificate({ ...mine, key: (await authority.issue('second')).key }),
      new RegExp(`${KEY}: is not the private key of ${CERT}`),
    ],
    [
      'a certificate without its key',
      async () => ({ TEMPORAL_TLS_CLIENT_CERT_PATH: mine.cert }),
      new RegExp(`${KEY}: is missing; ${CERT} needs it`),
    ],
    [
      'a file that is missing',
      async () => withCertificate({ ...mine, cert: '/nowhere/tls.crt' }),
      new RegExp(`${CERT}: /nowhere/tls.crt cannot be read \\(ENOENT\\); make it a readable file in PEM`),
    ],
    [
      'a file that holds no certificate',
      async () => withCertificate({ ...mine, cert: __filename }),
      new RegExp(`${CERT} or ${KEY}: is not a certificate or a private key in PEM`),
    ],
    [
      'a server certificate of an unknown authority',
      async () => ({ ...withCertificate(mine), TEMPORAL_TLS_SERVER_CA_CERT_PATH: authority.cert }),
      new RegExp(`${CA}: the server's certificate is not from a trusted CA`),
    ],
    [
      'a server certificate for another name',
      async () => ({ ...withCertificate(mine), TEMPORAL_TLS_SERVER_NAME: 'other.example' }),
      /TEMPORAL_TLS_SERVER_NAME: the server's certificate is for another name/,
    ],
  ])('%s', async (_, wrong, said) => {
    const { status, stdout, stderr } = await place.command(['list'], await wrong()).ended;
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(said) as string,
    });
  });

  testSecured('the server is reached by the name in its certificate', async () => {
    const named = { ...withCertificate(mine), TEMPORAL_TLS_SERVER_NAME: 'temporal.example' };
    expect(await place.command(['list'], named).ended).toMatchObject({ status: 0 });
  });

  testSecured.each([['worker'], ['gateway'], ['list'], ['status'], ['setup'], ['check']])(
    '%s',
    async (name) => {
      const late = withCertificate(await authority.issue('late', { days: -1 }));
      const { status, stdout, stderr } = await place.command([name], late).ended;
      expect({ status, said: stdout + stderr }).toEqual({
        status: 2,
        said: expect.stringMatching(new RegExp(`${CERT}: the certificate expired at`)) as string,
      });
    },
  );

  testSecured('the library', async () => {
    const late = withCertificate(await authority.issue('late', { days: -1 }));
    expect((await place.call({ customer: somebody() }, late)).output).toMatch(
      new RegExp(`^AccessRefused: Temporal at .* cannot be used. ${CERT}: the certificate expired at`, 'm'),
    );
  });
});

testSecured('a running worker and gateway use a renewed certificate without a restart', async () => {
  const inUse = await authority.issue('renewed');
  const worker = await place.worker(withCertificate(inUse));
  const { program: gateway, url } = await place.gateway(withCertificate(inUse));
  expect(await onboardThrough(url, somebody())).toBe('done');
  // Of an authority that stays, while the first one goes.
  await renew(inUse, await other.issue('renewed'));
  await worker.says(/connected to Temporal with the changed credentials/);
  await gateway.says(/connected to Temporal with the changed credentials/);
  await server.start(admittingCertificatesOf(other));
  expect(await onboardThrough(url, somebody())).toBe('done');
  for (const service of [worker, gateway]) {
    service.signal('SIGTERM');
    expect(await service.ended).toMatchObject({ status: 0 });
  }
  await server.start(admittingCertificatesOf(authority, other));
});

testSecured(
  'a renewed certificate that does not work is reported, and the earlier one stays in use',
  async () => {
    const inUse = await authority.issue('half');
    const kept = withCertificate(inUse);
    const worker = await place.worker(kept);
    await renew(inUse, await authority.issue('bad', { days: -1 }));
    await worker.says(
      /changed credentials for Temporal do not work, and the earlier ones stay in use.*expired at/,
    );
    const { url } = await place.gateway(withCertificate(mine));
    expect(await onboardThrough(url, somebody())).toBe('done');
    await renew(inUse, await authority.issue('good'));
    await worker.says(/connected to Temporal with the changed credentials/);
  },
);
