import { isGrpcServiceError } from '@temporalio/client';

/** The gRPC status code of an error of Temporal, or of the connection to it; undefined for other errors. */
export function temporalStatusOf(error: unknown): number | undefined {
  // The SDK wraps some errors.
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause)) return cause.code;
  }
  return undefined;
}
