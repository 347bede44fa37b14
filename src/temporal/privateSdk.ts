/**
 * The SDK's internals without a public replacement: the only file that imports `@temporalio/*\/lib`.
 * `test/temporal/privateSdk.test.ts` says what each is for and fails if an upgrade changes it.
 */
export { executionInfoFromRaw } from '@temporalio/client/lib/helpers';
export { InternalWorkflowStartOptionsSymbol } from '@temporalio/client/lib/internal';
export { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow';
export { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils';
