import type { CommerceOptions } from '../../src/commerce';
import type { Sandbox } from '../../src/sandbox';

/** A connection's options for a sandbox's tenant, with limits that a busy machine keeps. */
export function tenantOf(settings: Sandbox['settings']): CommerceOptions {
  return {
    clientId: settings.CLIENT_ID,
    clientSecret: settings.CLIENT_SECRET,
    restEndpoint: settings.REST_ENDPOINT,
    imsEndpoint: settings.IMS_ENDPOINT,
    imsScope: 'openid,commerce.accs',
    connectTimeoutMs: 5_000,
    requestTimeoutMs: 10_000,
  };
}
