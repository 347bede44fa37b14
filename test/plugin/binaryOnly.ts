import { BinaryPayloadConverter, CompositePayloadConverter } from '@temporalio/common';

export const payloadConverter = new CompositePayloadConverter(new BinaryPayloadConverter());
