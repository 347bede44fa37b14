import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { service } from '../../deployment/composeFile';
import { type Authority, makeAuthority } from '../../setup/production/certificates';
import {
  admittingCertificatesOf,
  admittingTokensOf,
  TokenIssuer,
  writeKeySet,
} from '../../setup/production/securedServer';
import { docker } from '../docker';
import { until } from '../steps';
import type { Secrets } from './secrets';

/** How a Temporal server knows its clients. */
export type Admission = 'everybody' | 'apiKeys' | 'certificates';

export interface TemporalOptions {
  readonly admission: Admission;
  /** host:port, as the pods have it. */
  readonly address: string;
  readonly network: string;
  readonly folder: string;
}

/** The image of docker-compose.yml, with a database in a file. */
const VARIABLES = {
  DB: 'sqlite',
  DBNAME: '/home/temporal/temporal.db',
  VISIBILITY_DBNAME: '/home/temporal/visibility.db',
  NUM_HISTORY_SHARDS: '1',
  BIND_ON_IP: '0.0.0.0',
  TEMPORAL_BROADCAST_ADDRESS: '127.0.0.1',
  DYNAMIC_CONFIG_FILE_PATH: '/dev/null',
  LOG_LEVEL: 'error',
};

/** Starts a Temporal server in the network of the pods. @returns the Secrets of its clients */
export async function startTemporal(options: TemporalOptions): Promise<Secrets> {
  const { admission, address, network } = options;
  const folder = await mkdtemp(join(options.folder, 'temporal-'));
  const [host = ''] = address.split(':');
  const { variables, secrets } = await access(admission, folder, host);
  const given = Object.entries({ ...VARIABLES, ...variables });
  await docker(
    ...['run', '--detach', '--name', `temporal-${network}`, '--network', network, '--network-alias', host],
    // The keys are for root alone.
    ...['--user', 'root', '--volume', `${folder}:${folder}:ro`],
    ...given.flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    service('temporal').image,
  );
  await until('Temporal listens', async () => {
    await docker('exec', `temporal-${network}`, 'nc', '-z', '127.0.0.1', '7233');
    return true;
  });
  return secrets;
}

interface Access {
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: Secrets;
}

async function access(admission: Admission, folder: string, host: string): Promise<Access> {
  if (admission === 'everybody') return { variables: { TEMPORAL_ALLOW_NO_AUTH: 'true' }, secrets: {} };
  const authority = await makeAuthority(folder, 'server-ca');
  const secured = await withTls(authority, host);
  switch (admission) {
    case 'apiKeys': {
      const keySet = join(folder, 'key-set.json');
      const issuer = await TokenIssuer.create('first');
      await writeKeySet(keySet, [issuer]);
      // Of the Job, which makes the namespace, and of all others.
      const key = await issuer.issue(['temporal-system:admin']);
      return {
        variables: { ...secured.variables, ...admittingTokensOf(keySet) },
        secrets: { ...secured.secrets, 'commerce-onboarding-temporal': { 'api-key': key } },
      };
    }
    case 'certificates': {
      const clients = await makeAuthority(folder, 'client-ca');
      const { cert, key } = await clients.issue('onboarding');
      return {
        variables: { ...secured.variables, ...admittingCertificatesOf(clients) },
        secrets: {
          ...secured.secrets,
          'commerce-onboarding-temporal-tls': {
            'tls.crt': await readFile(cert, 'utf8'),
            'tls.key': await readFile(key, 'utf8'),
          },
        },
      };
    }
  }
}

async function withTls(authority: Authority, host: string): Promise<Access> {
  const { cert, key } = await authority.issue('server', { names: `DNS:${host}` });
  return {
    variables: {
      TEMPORAL_TLS_FRONTEND_CERT: cert,
      TEMPORAL_TLS_FRONTEND_KEY: key,
      // For the server's own services, which have no credentials of a client.
      USE_INTERNAL_FRONTEND: 'true',
      TEMPORAL_SERVICES: 'history,matching,worker,frontend,internal-frontend',
    },
    secrets: { 'commerce-onboarding-temporal-ca': { 'ca.crt': await readFile(authority.cert, 'utf8') } },
  };
}
