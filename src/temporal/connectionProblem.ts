import { accessRefusalOf, accessRefused } from './accessRefused';
import { AccessRefused, ServiceUnreachable } from './connectionErrors';
import type { TemporalTarget } from './temporalTarget';
import { tlsProblem } from './tlsProblem';

/** The error to throw for a connection that failed: what is wrong, and whether it is a setting. */
export async function connectionProblem(
  error: unknown,
  target: TemporalTarget,
): Promise<AccessRefused | ServiceUnreachable> {
  const refusal = accessRefusalOf(error, target) ?? nativeRefusalOf(error, target);
  if (refusal) return refusal;
  const { address } = target.connectionOptions;
  const problem = await tlsProblem(target);
  if (problem !== undefined) return new AccessRefused(`Temporal at ${address} cannot be used. ${problem}`);
  const reason = error instanceof Error ? error.message : String(error);
  return new ServiceUnreachable(`Temporal cannot be reached at ${address}: ${reason}`);
}

/**
 * The native client gives the status of a failed connection in words alone: those of PERMISSION_DENIED and
 * UNAUTHENTICATED in the Rust library tonic, and then the message of the server.
 */
const NATIVE_REFUSAL =
  /code: '(?:The caller does not have permission|The request does not have valid authentication credentials)[^']*'(?:, message: "((?:[^"\\]|\\.)*)")?/;

function nativeRefusalOf(error: unknown, target: TemporalTarget): AccessRefused | undefined {
  const match = NATIVE_REFUSAL.exec(error instanceof Error ? error.message : '');
  return match ? accessRefused(target, match[1] || 'no reason') : undefined;
}
