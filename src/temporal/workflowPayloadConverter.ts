import { defaultPayloadConverter, type PayloadConverter } from '@temporalio/common';

const NOTHING = defaultPayloadConverter.toPayload(undefined);

/**
 * Gives workflows `undefined` for a payload that cannot be read, such as an input of another encoding: they refuse that
 * as input, where an error would fail their tasks for ever. The bundle of the workflows loads this module by its path.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (...given) => defaultPayloadConverter.toPayload(...given),
  fromPayload: (payload, ...further) => {
    try {
      return defaultPayloadConverter.fromPayload(payload, ...further);
    } catch {
      return defaultPayloadConverter.fromPayload(NOTHING);
    }
  },
};
