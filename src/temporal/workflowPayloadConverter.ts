import { defaultPayloadConverter, type PayloadConverter } from '@temporalio/common';

const NOTHING = defaultPayloadConverter.toPayload(undefined);

/**
 * Decodes an unreadable payload, such as an input of another encoding, to `undefined`: workflows refuse that as input,
 * whereas an error would make their tasks fail for ever. The bundle of the workflows loads this module by its path.
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
