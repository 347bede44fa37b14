import type { ConnectionLike } from '@temporalio/client';
import { isRecord } from '../contract/isRecord';
import { AccessRefused } from './connectionErrors';
import { GRPC, grpcErrorOf } from './grpcStatus';
import type { TemporalTarget } from './temporalTarget';
import { SETTING } from './temporalSettingNames';

/** The refusal behind an error of a call to Temporal; undefined for any other error. */
export function accessRefusalOf(error: unknown, target: TemporalTarget): AccessRefused | undefined {
  if (error instanceof AccessRefused) return error;
  const failed = grpcErrorOf(error);
  const isRefusal = failed?.code === GRPC.permissionDenied || failed?.code === GRPC.unauthenticated;
  return isRefusal ? accessRefused(target, failed.details || failed.message) : undefined;
}

/**
 * The refusal of a call in the namespace: a key that the server knows may have no right there, which only a call shows.
 * Undefined if the server admits this client, or does not answer within the limit.
 */
export async function refusalInNamespace(
  connection: Pick<ConnectionLike, 'withDeadline' | 'workflowService'>,
  target: TemporalTarget,
  limitMs: number,
): Promise<AccessRefused | undefined> {
  const { namespace } = target;
  try {
    await connection.withDeadline(Date.now() + limitMs, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
    return undefined;
  } catch (error) {
    return accessRefusalOf(error, target);
  }
}

/** @param answer the words of the server */
export function accessRefused(target: TemporalTarget, answer: string): AccessRefused {
  const { connectionOptions, namespace } = target;
  return new AccessRefused(
    `Temporal at ${connectionOptions.address} refuses this client for the namespace ${namespace}. ` +
      `It answers: ${answer.replace(/\.?$/, '.')} ${whatIsWrong(target)}`,
  );
}

function whatIsWrong({ connectionOptions: { apiKey, tls }, namespace }: TemporalTarget): string {
  if (typeof apiKey === 'string') {
    const expiry = expiryOf(apiKey);
    if (expiry && expiry <= new Date()) {
      return `${SETTING.apiKey}: the key expired at ${expiry.toISOString()}; set it to a valid one`;
    }
    return `${SETTING.apiKey}: the key is not valid there, or has no right for this in ${namespace}; set it to a key that has`;
  }
  const pair = typeof tls === 'object' ? tls?.clientCertPair : undefined;
  if (!pair) return `${SETTING.apiKey}: is not set; set it to a key for ${namespace}`;
  return `${SETTING.clientCert}: the certificate has no right for this in ${namespace}; use one that has, or set ${SETTING.apiKey}`;
}

/** API keys of Temporal Cloud and tokens of an identity provider are JWTs; other keys do not contain the date. */
function expiryOf(apiKey: string): Date | undefined {
  const [, claims = ''] = apiKey.split('.');
  try {
    const read: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString());
    return isRecord(read) && typeof read['exp'] === 'number' ? new Date(read['exp'] * 1000) : undefined;
  } catch {
    return undefined;
  }
}
