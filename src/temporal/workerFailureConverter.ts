import { DefaultFailureConverter, type FailureConverter } from '@temporalio/common';
import { HandlerError } from 'nexus-rpc';
import { failureConverter as encoding } from './failureConverter';

const plain = new DefaultFailureConverter({ encodeCommonAttributes: false });

/** The causes of ours. Their messages name fields, but no values. */
const SHOWN_CAUSES = ['InvalidInput', 'InputDiffers', 'PayloadValidationError'];

/**
 * The failure converter of workers, for Node alone. It encodes all failures but the one of a Nexus operation that does
 * not start: version 1.23 of the SDK does not decode those with the caller's codecs, so that the tasks of the caller's
 * workflow would fail for ever. Workers load this module by its path.
 */
export const failureConverter: FailureConverter = {
  errorToFailure: (error, payloadConverter) => {
    if (!(error instanceof HandlerError)) return encoding.errorToFailure(error, payloadConverter);
    const { cause, ...failure } = plain.errorToFailure(error, payloadConverter);
    const isShown = SHOWN_CAUSES.includes(cause?.applicationFailureInfo?.type ?? '');
    return { ...failure, stackTrace: '', ...(cause && isShown && { cause: { ...cause, stackTrace: '' } }) };
  },
  failureToError: (failure, payloadConverter) => encoding.failureToError(failure, payloadConverter),
};
