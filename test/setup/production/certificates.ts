import { execFile } from 'node:child_process';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The files of a certificate, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface IssueOptions {
  /** The names in the certificate, as OpenSSL writes them. Default: a name of no host. */
  names?: string;
  /** Negative for one that expired. Default: 2. */
  days?: number;
}

/** A certificate authority of a test. */
export interface Authority {
  /** Its certificate, in PEM. */
  readonly cert: string;
  issue(name: string, options?: IssueOptions): Promise<Certificate>;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export async function makeAuthority(folder: string, name: string): Promise<Authority> {
  const [cert, caKey] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  await openssl([
    'req',
    '-x509',
    ...NEW_KEY,
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    caKey,
    '-out',
    cert,
  ]);
  return {
    cert,
    issue: async (of, { names = `DNS:${of}.example`, days = 2 } = {}) => {
      const path = (ending: string) => join(folder, `${name}-${of}.${ending}`);
      const [key, request, extensions] = [path('key'), path('csr'), path('ext')];
      await openssl(['req', '-new', ...NEW_KEY, '-subj', `/CN=${of}`, '-keyout', key, '-out', request]);
      await writeFile(extensions, `subjectAltName=${names}\nextendedKeyUsage=serverAuth,clientAuth\n`);
      const issuer = ['-CA', cert, '-CAkey', caKey, '-CAcreateserial', '-extfile', extensions];
      await openssl(['x509', '-req', '-in', request, ...issuer, '-days', String(days), '-out', path('crt')]);
      return { cert: path('crt'), key };
    },
  };
}

/** Writes a certificate over the files of another one, as an operator renews it. */
export async function renew(inUse: Certificate, renewed: Certificate): Promise<void> {
  await copyFile(renewed.cert, inUse.cert);
  await copyFile(renewed.key, inUse.key);
}

async function openssl(args: readonly string[]): Promise<void> {
  await promisify(execFile)('openssl', [...args]);
}
