import type { Payload, PayloadCodec } from '@temporalio/common';
import { HIDDEN, hiddenPaths } from '../../contract/passwords';

/** A payload contains the placeholder of a hidden password: it was copied from a display. */
export class HiddenPasswordError extends Error {
  override readonly name = 'HiddenPasswordError';

  constructor(path: readonly string[]) {
    super(
      `${path.join('.')}: "${HIDDEN}" is displayed in place of a password; give the password itself, or leave it out`,
    );
  }
}

/**
 * Refuses to encode the placeholder of a hidden password, so that nothing starts or is reset with it. Not for workers:
 * an error of their codec would make a workflow task fail repeatedly, and their activities validate the input anyway.
 */
export const refuseHiddenPasswords: PayloadCodec = {
  encode: async (payloads) => {
    for (const payload of payloads) assertNothingHidden(payload);
    return await Promise.resolve(payloads);
  },
  decode: (payloads) => Promise.resolve(payloads),
};

/** @throws HiddenPasswordError */
function assertNothingHidden({ data }: Payload): void {
  const text = Buffer.from(data ?? []).toString();
  if (!text.includes(HIDDEN) && !/\\u/i.test(text)) return;
  const [path] = hiddenPaths(jsonIn(text));
  if (path) throw new HiddenPasswordError(path);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
