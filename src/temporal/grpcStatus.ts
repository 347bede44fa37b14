import { isGrpcServiceError } from '@temporalio/client';

/** Status codes of gRPC. */
export const GRPC = {
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
};

/** How a call to Temporal failed. */
export interface GrpcError {
  readonly code: number;
  /** The words of the server. */
  readonly details: string;
  readonly message: string;
}

/** The failed call to Temporal, also where the SDK wraps its error; undefined for any other error. */
export function grpcErrorOf(error: unknown): GrpcError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause)) return cause;
  }
  return undefined;
}

export function grpcStatusOf(error: unknown): number | undefined {
  return grpcErrorOf(error)?.code;
}

/** Whether the server reports that something does not exist. */
export function isNotFound(error: unknown): boolean {
  return grpcStatusOf(error) === GRPC.notFound;
}
