import { isGrpcServiceError } from '@temporalio/client';

/** The status code of gRPC where it is Temporal, or the way to it, that an error comes from. */
export function temporalStatusOf(error: unknown): number | undefined {
  // The SDK wraps some.
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause)) return cause.code;
  }
  return undefined;
}
