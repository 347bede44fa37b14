import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { defaultCacheFolder } from '../../../src/embeddedServer/program/programCache';
import { installPythonPackages, PYTHON } from '../../setup/pythonPackages';

const VERSION = '1.1.0';
const packages = join(defaultCacheFolder(), `standardwebhooks-${VERSION}`);

/** Installs the specification's own library for Python. */
export async function installSigner(): Promise<void> {
  await installPythonPackages(packages, ['--no-deps', `standardwebhooks==${VERSION}`]);
}

export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

const SCRIPT = `
import sys
from datetime import datetime, timezone
from standardwebhooks import Webhook
secret, message_id, seconds = sys.argv[1:]
at = datetime.fromtimestamp(int(seconds), tz=timezone.utc)
print(Webhook(secret).sign(message_id, at, sys.stdin.buffer.read().decode()))
`;

export interface Signing {
  readonly secret: string;
  readonly body: string;
  readonly webhookId?: string;
  readonly at?: Date;
}

/** The headers of a signed webhook. */
export function signed({ secret, body }: Pick<Signing, 'secret' | 'body'>): Record<string, string> {
  const [id, at] = [newWebhookId(), new Date()];
  return headersOf(id, String(Math.floor(at.getTime() / 1_000)), new Webhook(secret).sign(id, at, body));
}

function newWebhookId(): string {
  return `msg_${randomBytes(12).toString('hex')}`;
}

function headersOf(id: string, seconds: string, signature: string): Record<string, string> {
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signature };
}

/** The headers of a webhook that PyPI's `standardwebhooks` signed. */
export async function signedByPython({
  secret,
  body,
  webhookId = newWebhookId(),
  at = new Date(),
}: Signing): Promise<Record<string, string>> {
  const seconds = String(Math.floor(at.getTime() / 1_000));
  const signing = runPython(['-c', SCRIPT, secret, webhookId, seconds]);
  signing.child.stdin?.end(body);
  return headersOf(webhookId, seconds, (await signing).stdout.trim());
}

/** Runs Python with the library. */
export function runPython(args: readonly string[], { cwd }: { cwd?: string } = {}) {
  const env = { PATH: process.env['PATH'], PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' };
  return promisify(execFile)(PYTHON, [...args], { env, cwd });
}
