import { imsEndpoint, restEndpoint } from './endpoint';
import { type ProxySettings, readProxy } from './proxy';
import { readTogether } from './readTogether';
import { type Environment, isSet, optional, required, withDefault } from './setting';
import { word } from './values';

/** The tenant, and the credential for it. */
export interface TenantSettings {
  clientId: string;
  clientSecret: string;
  /** Without a trailing slash. */
  restEndpoint: string;
  /** Without a trailing slash. */
  imsEndpoint: string;
  imsScope: string;
  imsOrgId?: string;
  /** Value of the header `Store`. */
  store?: string;
  proxy?: ProxySettings;
}

/** @throws SettingsError that names every mistake */
export function readTenant(environment: Environment): TenantSettings {
  return readTogether<TenantSettings>(environment, { ...TENANT_SETTINGS, proxy: { read: readProxy } });
}

/**
 * The tenant's endpoint only, for a client that needs no secret.
 * @throws SettingsError
 */
export function readRestEndpoint(environment: Environment): string {
  return TENANT_SETTINGS.restEndpoint.read(environment);
}

/**
 * The same for a command that can work without it; undefined if it is not set.
 * @throws SettingsError
 */
export function readRestEndpointIfSet(environment: Environment): string | undefined {
  return isSet(TENANT_SETTINGS.restEndpoint, environment) ? readRestEndpoint(environment) : undefined;
}

const CONSOLE =
  'https://developer.adobe.com/console: the project, Credentials, OAuth Server-to-Server; check the organisation';

const PRINTED = /^[\x21-\x7e]+$/;

export const TENANT_SETTINGS = {
  clientId: required({
    name: 'CLIENT_ID',
    what: 'the client ID of a server-to-server credential',
    form: 'text',
    changing: 'Another credential; it must belong to the same organisation as the tenant.',
    placeholder: '<client_id>',
    whereFound: CONSOLE,
    fromFile: true,
    parse: word(PRINTED, 'the client ID as the Developer Console shows it'),
  }),
  clientSecret: required({
    name: 'CLIENT_SECRET',
    what: 'the client secret of that credential',
    form: 'text',
    changing:
      'To rotate it, add a second secret in the Developer Console, restart the workers with it, then delete the first.',
    placeholder: '<client_secret>',
    whereFound: CONSOLE,
    secret: true,
    fromFile: true,
    parse: word(PRINTED, 'the client secret as the Developer Console shows it'),
  }),
  restEndpoint: required({
    name: 'REST_ENDPOINT',
    what: 'the REST endpoint of the Commerce instance, without /rest and without a store view',
    form: 'an address: https://<server>.api.commerce.adobe.com/<tenant-id>, or http on a loopback address',
    changing:
      'Another tenant: workflow IDs depend on it, and workers refuse onboardings that were started for another one.',
    placeholder: '<rest_endpoint>',
    whereFound:
      'https://experience.adobe.com: Commerce, then the information icon beside the instance; check the organisation',
    fromFile: true,
    parse: restEndpoint,
  }),
  imsEndpoint: withDefault('https://ims-na1.adobelogin.com', {
    name: 'IMS_ENDPOINT',
    what: 'the address of Adobe IMS, which issues the access tokens',
    form: 'an address, https, or http on a loopback address; without the path of the token call',
    changing: 'Another IMS, such as that of a sandbox.',
    fromFile: true,
    parse: imsEndpoint,
  }),
  imsScope: withDefault(
    'openid,AdobeID,email,additional_info.projectedProductContext,profile,commerce.aco.ingestion,commerce.accs,org.read,additional_info.roles',
    {
      name: 'IMS_SCOPE',
      what: 'the scopes of the access token',
      form: 'comma-separated names',
      changing:
        'Without commerce.accs, Commerce refuses the token; with one that the credential lacks, IMS does.',
      fromFile: true,
      parse: word(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, 'names of scopes with commas between them'),
    },
  ),
  imsOrgId: optional({
    name: 'IMS_ORG_ID',
    what: 'the ID of the IMS organisation, sent to Commerce as x-gw-ims-org-id',
    form: 'text, such as 1234567890ABCDEF@AdobeOrg',
    changing: 'If unset, the header is not sent, as in the tutorial.',
    fromFile: true,
    parse: word(PRINTED, 'the ID as the Developer Console shows it'),
  }),
  store: optional({
    name: 'COMMERCE_STORE',
    what: 'the store view of the requests, sent to Commerce as the header Store',
    form: 'all, default, or the code of a store view',
    changing:
      'If unset, the header is not sent, as in the tutorial. Only website_id determines the website of a customer.',
    fromFile: true,
    parse: word(/^[a-z]\w*$/i, 'all, default or the code of a store view'),
  }),
};
