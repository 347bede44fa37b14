import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Moves messages and stack traces of failures into an encrypted payload. Workflows, worker and clients load this module
 * by its path.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
