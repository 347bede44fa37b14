import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { errorCode } from '../files/systemError';
import type { TemporalTarget } from './temporalTarget';
import { SETTING } from './temporalSettingNames';

const LIMIT_MS = 3_000;
const DEFAULT_PORT = 7233;

/** The start of an HTTP/2 connection; a server refuses a client certificate only in its answer to it. */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1');

/**
 * Repeats the TLS handshake of a connection that failed, because the SDK's errors do not name the cause.
 * @returns the setting that is wrong and what would be right; undefined if TLS works, or nothing answers. Within 3 s
 */
export async function tlsProblem(target: TemporalTarget): Promise<string | undefined> {
  const { tls, apiKey } = target.connectionOptions;
  const usesTls = tls === undefined || tls === null ? apiKey !== undefined : tls !== false;
  const outcome = await handshake(target);
  if (!usesTls) {
    const isTls = outcome.isSecure || outcome.code?.startsWith('ERR_SSL_TLSV');
    return isTls ? `${SETTING.tls}: is not set, and the server takes only TLS; set it to true` : undefined;
  }
  return problemOf(outcome, target);
}

interface Handshake {
  readonly isSecure: boolean;
  /** Node's code of what failed. */
  readonly code?: string;
}

async function handshake({ connectionOptions }: TemporalTarget): Promise<Handshake> {
  const { address } = connectionOptions;
  const tls = typeof connectionOptions.tls === 'object' ? connectionOptions.tls : undefined;
  const { host, port } = hostAndPort(address);
  const name = tls?.serverNameOverride ?? host;
  const options: ConnectionOptions = {
    host,
    port,
    ...(isIP(name) === 0 && { servername: name }),
    ALPNProtocols: ['h2'],
    // The server's answer to our certificate matters more than whether its own is valid.
    rejectUnauthorized: false,
    ...(tls?.serverRootCACertificate && { ca: Buffer.from(tls.serverRootCACertificate) }),
    ...(tls?.clientCertPair && {
      cert: Buffer.from(tls.clientCertPair.crt),
      key: Buffer.from(tls.clientCertPair.key),
    }),
  };
  return await new Promise((settle) => {
    let socket: TLSSocket;
    try {
      socket = connect(options);
    } catch (error) {
      settle({ isSecure: false, ...codeOf(error) });
      return;
    }
    let isSecure = false;
    const end = (code: { code?: string }) => {
      settle({ isSecure, ...code });
      socket.destroy();
    };
    socket.setTimeout(LIMIT_MS, () => end({}));
    socket.on('secureConnect', () => {
      isSecure = true;
      socket.write(PREFACE);
    });
    // Node's types promise an Error; for a chain that is not trusted it is only the code.
    socket.on('data', () => end(codeOf(socket.authorizationError)));
    socket.on('error', (error) => end(codeOf(error)));
    socket.on('close', () => end({}));
  });
}

function codeOf(error: unknown): { code?: string } {
  const code = typeof error === 'string' ? error : errorCode(error);
  return code === undefined ? {} : { code };
}

function hostAndPort(address: string): { host: string; port: number } {
  const [, bracketed, plain = '', port] = /^(?:\[(.+)\]|([^:]*))(?::(\d+))?$/.exec(address) ?? [];
  return { host: bracketed ?? plain, port: Number(port ?? DEFAULT_PORT) };
}

const REQUIRED = 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED';

function problemOf({ isSecure, code }: Handshake, target: TemporalTarget): string | undefined {
  const { clientCert, clientKey, serverCa, serverName, tls } = SETTING;
  const certificate = clientCertificateOf(target);
  switch (code) {
    case undefined:
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
      return undefined;
    case 'ERR_OSSL_X509_KEY_VALUES_MISMATCH':
      return `${clientKey}: is not the private key of ${clientCert}; set both to the files of one pair`;
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return `${tls}: is set, or a key or certificate turns it on, and the server does not take TLS; set it to false`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `${serverName}: the server's certificate is for another name; set it to a name in that certificate, or correct TEMPORAL_ADDRESS`;
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return "the server's certificate is not valid at this time: its operator must renew it, or the clock of this machine is wrong";
    case REQUIRED:
      return certificate
        ? `${clientCert}: the server ignores the certificate; use one that a CA of the server issued`
        : `${clientCert}: is not set, and the server requires a certificate; set it and ${clientKey}`;
    default:
  }
  if (code.startsWith('ERR_OSSL_')) {
    return `${clientCert} or ${clientKey}: is not a certificate or a private key in PEM (${code}); set both to files in PEM`;
  }
  if (/_ALERT_/.test(code)) return refusedCertificate(code, certificate);
  if (isSecure) {
    return `${serverCa}: the server's certificate is not from a trusted CA (${code}); set it to the certificate of the CA that issued it`;
  }
  return undefined;
}

function clientCertificateOf({ connectionOptions: { tls } }: TemporalTarget) {
  const pair = typeof tls === 'object' ? tls?.clientCertPair : undefined;
  return pair && certificateIn(pair.crt);
}

/** The first certificate of a PEM text; undefined if there is none. */
function certificateIn(pem: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function refusedCertificate(code: string, certificate: X509Certificate | undefined): string {
  const { clientCert } = SETTING;
  if (!certificate) return `${clientCert}: is not set, and the server refuses this client (${code}); set it`;
  const end = new Date(certificate.validTo);
  if (end <= new Date()) {
    return `${clientCert}: the certificate expired at ${end.toISOString()}; set it to a valid one`;
  }
  if (new Date(certificate.validFrom) > new Date()) {
    return `${clientCert}: the certificate is not valid before ${new Date(certificate.validFrom).toISOString()}; set it to a valid one`;
  }
  return `${clientCert}: the server refuses the certificate (${code}); use one that a CA of the server issued`;
}
