import { imsEndpoint, restEndpoint } from '../../src/settings/endpoint';

const TENANT = 'https://na1-sandbox.api.commerce.adobe.com/AbCYab34cdEfGHiJ27123';
const RIGHT = 'https://<server>.api.commerce.adobe.com/<tenant-id>';

test.each([
  [TENANT, TENANT],
  [`${TENANT}/`, TENANT],
  ['HTTPS://NA1.Example.com/AbC', 'https://na1.example.com/AbC'],
  ['https://host:8443/proxy/AbC', 'https://host:8443/proxy/AbC'],
  ['https://host/restaurant', 'https://host/restaurant'],
  ['http://localhost:8085/tenant', 'http://localhost:8085/tenant'],
  ['http://sandbox.localhost:8090/tenant', 'http://sandbox.localhost:8090/tenant'],
  ['http://127.0.0.1:8085/tenant', 'http://127.0.0.1:8085/tenant'],
  ['http://127.255.0.9/tenant', 'http://127.255.0.9/tenant'],
  ['http://[::1]:8085/tenant', 'http://[::1]:8085/tenant'],
])('%s is read as REST_ENDPOINT %s', (text, value) => {
  expect(restEndpoint(text)).toEqual({ ok: true, value });
});

test.each([
  ['na1.api.commerce.adobe.com/AbC', 'is not an address', RIGHT],
  ['https:/host/AbC', 'is not an address', RIGHT],
  ['https://', 'is not an address', RIGHT],
  ['http://na1.api.commerce.adobe.com/AbC', 'must begin with https://', RIGHT],
  ['http://127.0.0.1.example.com/AbC', 'must begin with https://', RIGHT],
  ['http://localhost.example.com/AbC', 'must begin with https://', RIGHT],
  ['http://notlocalhost/AbC', 'must begin with https://', RIGHT],
  ['http://10.0.0.1/AbC', 'must begin with https://', RIGHT],
  ['ftp://localhost/AbC', 'must begin with https://', RIGHT],
  ['https://na1.api.commerce.adobe.com', 'has no tenant ID', RIGHT],
  ['https://na1.api.commerce.adobe.com/', 'has no tenant ID', RIGHT],
  [`${TENANT}/V1`, 'must not have /V1', RIGHT],
  [`${TENANT}/v1/customers`, 'must not have /v1', RIGHT],
  ['https://shop.example.com/rest/default', 'must not have /rest', RIGHT],
  ['https://shop.example.com/AbC/REST', 'must not have /REST', RIGHT],
  [`${TENANT}?x=1`, 'must not have a query', RIGHT],
  [`${TENANT}#top`, 'must not have a query or fragment', RIGHT],
  ['https://me@host/AbC', 'must not have a user', RIGHT],
  ['https://me:word@host/AbC', 'must not have a user', RIGHT],
  ['https://host:443/AbC', 'is not in its plain form', 'https://host/AbC'],
  ['https://host//AbC', 'is not in its plain form', 'https://host/AbC'],
  ['https://host/AbC//', 'is not in its plain form', 'https://host/AbC'],
  ['https://host/x/../AbC', 'is not in its plain form', 'https://host/AbC'],
  ['http://127.1/AbC', 'is not in its plain form', 'http://127.0.0.1/AbC'],
])('%s is refused as REST_ENDPOINT: it %s', (text, wrong, right) => {
  const parsed = restEndpoint(text);
  const problem = parsed.ok ? '' : parsed.problem;
  expect(problem).toMatch(wrong);
  expect(problem.endsWith(`; write it as ${right}`)).toBe(true);
});

test.each(['https://ims-na1.adobelogin.com', 'http://localhost:9000', 'https://proxy/ims'])(
  'IMS_ENDPOINT needs no path: %s',
  (text) => {
    expect(imsEndpoint(text)).toEqual({ ok: true, value: text });
    expect(imsEndpoint(`${text}/`)).toEqual({ ok: true, value: text });
  },
);

test.each([
  ['https://ims-na1.adobelogin.com/ims/token/v3', 'the path of the token call'],
  ['http://ims-na1.adobelogin.com', 'must begin with https://'],
  ['ims-na1.adobelogin.com', 'is not an address'],
])('%s is refused as IMS_ENDPOINT', (text, wrong) => {
  const parsed = imsEndpoint(text);
  expect(parsed.ok ? '' : parsed.problem).toMatch(
    new RegExp(`${wrong}.*; write it as https://ims-na1\\.adobelogin\\.com$`),
  );
});
