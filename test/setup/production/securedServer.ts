import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { exportJWK, generateKeyPair, type KeyLike, SignJWT } from 'jose';
import { type Authority, type Certificate, makeAuthority } from './certificates';
import { RunningProgram } from './runningProgram';
import { buildServerPrograms } from './serverPrograms';
import { takeStablePorts } from './stablePorts';

const START_LIMIT_MS = 60_000;
const POLL_MS = 100;

const PORTS = [
  ...['FRONTEND', 'INTERNAL_FRONTEND'].flatMap((name) => [`${name}_GRPC_PORT`, `${name}_HTTP_PORT`]),
  ...['HISTORY', 'MATCHING', 'WORKER'].map((name) => `${name}_GRPC_PORT`),
  ...['FRONTEND', 'INTERNAL_FRONTEND', 'HISTORY', 'MATCHING', 'WORKER'].map(
    (name) => `${name}_MEMBERSHIP_PORT`,
  ),
];

/**
 * Temporal's production server with TLS, on a database in a file, which can be restarted with other variables. Its
 * frontend is for clients; its own services use an internal one, as Temporal's documentation advises.
 */
export class SecuredServer {
  private program: RunningProgram | undefined;

  private constructor(
    /** Of certificates and keys; removed at the end. */
    readonly folder: string,
    /** Issued the server's certificate. */
    readonly authority: Authority,
    readonly address: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** Makes what a server with TLS needs, and does not start it. */
  static async create(): Promise<SecuredServer> {
    const programs = await buildServerPrograms();
    const folder = await mkdtemp(join(tmpdir(), 'onboarding-secured-'));
    const authority = await makeAuthority(folder, 'server-ca');
    const certificate = await authority.issue('server', { names: 'IP:127.0.0.1,DNS:temporal.example' });
    const ports = await takeStablePorts(PORTS.length);
    return new SecuredServer(folder, authority, `127.0.0.1:${ports[0]}`, {
      PATH: programs,
      HOME: folder,
      ...Object.fromEntries(PORTS.map((name, index) => [name, String(ports[index])])),
      DB: 'sqlite',
      DBNAME: join(folder, 'temporal.db'),
      VISIBILITY_DBNAME: join(folder, 'visibility.db'),
      NUM_HISTORY_SHARDS: '1',
      LOG_LEVEL: 'error',
      DYNAMIC_CONFIG_FILE_PATH: '/dev/null',
      USE_INTERNAL_FRONTEND: 'true',
      TEMPORAL_SERVICES: 'history,matching,worker,frontend,internal-frontend',
      TEMPORAL_TLS_FRONTEND_CERT: certificate.cert,
      TEMPORAL_TLS_FRONTEND_KEY: certificate.key,
    });
  }

  /** What each client of it sets, whatever its credentials. */
  get settings(): Record<string, string> {
    return { TEMPORAL_ADDRESS: this.address, TEMPORAL_TLS_SERVER_CA_CERT_PATH: this.authority.cert };
  }

  /** Resolves when its frontend answers; ends a server that runs. */
  async start(variables: Readonly<Record<string, string>>): Promise<void> {
    await this.stop();
    const env = { ...this.env, ...variables };
    const program = new RunningProgram({
      command: 'temporal-server',
      args: ['start'],
      env,
      cwd: this.folder,
    });
    this.program = program;
    const until = performance.now() + START_LIMIT_MS;
    while (!(await takesTls(this.address))) {
      if (!program.isRunning || performance.now() > until) {
        throw new Error(`The Temporal server does not start:\n${(await program.end('SIGKILL')).output}`);
      }
      await sleep(POLL_MS);
    }
  }

  async stop(): Promise<void> {
    await this.program?.end();
  }

  async remove(): Promise<void> {
    await this.program?.end('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The variables of a server that admits only holders of a certificate from one of two authorities. */
export function admittingCertificatesOf(one: Authority, other = one): Record<string, string> {
  return {
    TEMPORAL_ALLOW_NO_AUTH: 'true',
    TEMPORAL_TLS_REQUIRE_CLIENT_AUTH: 'true',
    TEMPORAL_TLS_CLIENT1_CA_CERT: one.cert,
    TEMPORAL_TLS_CLIENT2_CA_CERT: other.cert,
  };
}

/** The settings of a client with a certificate. */
export function withCertificate({ cert, key }: Certificate): Record<string, string> {
  return { TEMPORAL_TLS_CLIENT_CERT_PATH: cert, TEMPORAL_TLS_CLIENT_KEY_PATH: key };
}

/** Issues API keys: signed tokens, with Temporal's default claims. */
export class TokenIssuer {
  private constructor(
    private readonly id: string,
    private readonly keys: { readonly publicKey: KeyLike; readonly privateKey: KeyLike },
  ) {}

  static async create(id: string): Promise<TokenIssuer> {
    return new TokenIssuer(id, await generateKeyPair('RS256'));
  }

  /** @param permissions such as `NAMESPACE:write`, or `temporal-system:admin` */
  async issue(permissions: readonly string[], expiresAt = new Date(Date.now() + 3_600_000)): Promise<string> {
    return await new SignJWT({ permissions })
      .setProtectedHeader({ alg: 'RS256', kid: this.id })
      .setSubject('onboarding')
      .setIssuedAt(0)
      .setExpirationTime(expiresAt)
      .sign(this.keys.privateKey);
  }

  async publicKey(): Promise<object> {
    return { ...(await exportJWK(this.keys.publicKey)), kid: this.id, alg: 'RS256', use: 'sig' };
  }
}

/** Writes the key set of issuers, which a running server reads again each second. */
export async function writeKeySet(file: string, issuers: readonly TokenIssuer[]): Promise<void> {
  const keys = await Promise.all(issuers.map(async (issuer) => await issuer.publicKey()));
  await writeFile(file, JSON.stringify({ keys }));
}

/** The variables of a server that admits only holders of a key whose issuer is in the key set. */
export function admittingTokensOf(keySet: string): Record<string, string> {
  return {
    TEMPORAL_AUTH_AUTHORIZER: 'default',
    TEMPORAL_AUTH_CLAIM_MAPPER: 'default',
    TEMPORAL_JWT_KEY_SOURCE1: pathToFileURL(keySet).href,
    TEMPORAL_JWT_KEY_REFRESH: '1s',
  };
}

async function takesTls(address: string): Promise<boolean> {
  const [host = '', port] = address.split(':');
  return await new Promise((settle) => {
    const socket = connect({ host, port: Number(port), rejectUnauthorized: false, ALPNProtocols: ['h2'] });
    const end = (takes: boolean) => () => {
      socket.destroy();
      settle(takes);
    };
    socket.once('secureConnect', end(true)).once('error', end(false));
  });
}
