import { z } from 'zod';
import { namesOf } from '../namesOf';
import { PROBLEMS } from '../problems/problems';

/** What an event did. */
export const EVENT_OUTCOMES = {
  started: 'its onboarding has started',
  repeated: 'it started an onboarding before, so it starts nothing now',
  found: 'an onboarding of this customer with this input is running or done',
  ignored: 'its type starts nothing',
  refused: 'it starts nothing, and sending it again does not change that',
} as const;

export type EventOutcome = keyof typeof EVENT_OUTCOMES;

/** How many events of a request had each outcome. */
export type EventCounts = Partial<Record<EventOutcome, number>>;

export const eventResultSchema = z.strictObject({
  id: z.string().exactOptional().describe('The ID of the event; missing if it has no valid one'),
  outcome: z.enum(namesOf(EVENT_OUTCOMES)).describe(
    Object.entries(EVENT_OUTCOMES)
      .map(([outcome, meaning]) => `\`${outcome}\`: ${meaning}`)
      .join('; '),
  ),
  workflowId: z.string().exactOptional(),
  problem: z.enum(namesOf(PROBLEMS)).exactOptional().describe('Why it was refused: the kind of a problem'),
  detail: z.string().exactOptional().describe('Why it was refused or ignored'),
  problems: z
    .array(z.strictObject({ path: z.string().exactOptional(), message: z.string() }))
    .exactOptional()
    .describe('Each mistake of the event, with its dotted path'),
  fields: z.array(z.string()).exactOptional().describe('Dotted paths of the input that differ'),
});

export type EventResult = z.infer<typeof eventResultSchema>;

export const eventResultsSchema = z
  .strictObject({ events: z.array(eventResultSchema) })
  .describe('The outcome of each event, in the order of the request');

export function countsOf(results: readonly EventResult[]): EventCounts {
  const counts: EventCounts = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
