import { z } from 'zod';

const payloadSchema = z.object({ metadata: z.object({ encoding: z.base64() }), data: z.base64() });
const startedSchema = z.object({
  workflowExecutionStartedEventAttributes: z.object({
    input: z.object({ payloads: z.tuple([payloadSchema]) }),
  }),
});
const historySchema = z.object({
  history: z.object({ events: z.tuple([startedSchema]).rest(z.unknown()) }),
});

/** A workflow's input as the UI gets it from the history: its encoding, and its data in base64. */
export async function encryptedInput(
  ui: string,
  workflowId: string,
): Promise<{ encoding: string; data: string }> {
  const response = await fetch(`${ui}/api/v1/namespaces/default/workflows/${workflowId}/history`);
  const { events } = historySchema.parse(await response.json()).history;
  const [{ metadata, data }] = events[0].workflowExecutionStartedEventAttributes.input.payloads;
  return { encoding: Buffer.from(metadata.encoding, 'base64').toString(), data };
}
