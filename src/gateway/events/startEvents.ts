import { hasStartedRun, RunsNotListedYet, startOncePerEvent } from '../../onboardings/startOncePerEvent';
import { assertRight, type Caller } from '../access/access';
import { assertSameStart } from '../operations/foundOnboarding';
import type { Backend, Guesses } from '../operations';
import { Problem } from '../problems/problem';
import { temporalUnavailable } from '../problems/problemOf';
import { PROBLEMS } from '../problems/problems';
import { type CloudEvent, identityOf, identityOfWebhook, parseCloudEvent } from './cloudEvent';
import type { EventResult } from './eventResults';
import { EVENT_TYPES, inputOf } from './eventTypes';

export interface EventSender {
  readonly caller: Caller;
  readonly guesses: Guesses;
  /** The signed ID of the message. It identifies an event whose own attributes are not signed. */
  readonly webhookId?: string;
  /** Aborts if the sender is gone. */
  readonly over: AbortSignal;
  /** Aborts if the gateway is closing. */
  readonly closing: AbortSignal;
}

/**
 * Starts the onboardings of events, one after another, so that events of the same customer keep their order.
 * @throws Problem if an event could not be handled now: the sender sends all of them again, which starts nothing twice
 */
export async function startEvents(
  events: readonly unknown[],
  sender: EventSender,
  backend: Backend,
): Promise<readonly EventResult[]> {
  // Not before each event: a batch of many other inputs would never be answered.
  sender.guesses.assertMayGuess();
  const results: EventResult[] = [];
  for (const value of events) {
    if (sender.over.aborted) break;
    if (sender.closing.aborted) throw temporalUnavailable();
    const parsed = parseCloudEvent(value);
    if (parsed.ok) results.push(await unlessRefused(parsed.event, sender, backend));
    else {
      const { id, problems } = parsed;
      const detail = 'It is no valid CloudEvent';
      results.push({
        ...(id !== undefined && { id }),
        outcome: 'refused',
        problem: 'invalid-event',
        detail,
        problems: [...problems],
      });
    }
  }
  return results;
}

async function unlessRefused(event: CloudEvent, sender: EventSender, backend: Backend): Promise<EventResult> {
  try {
    return { id: event.id, ...(await startEvent(event, sender, backend)) };
  } catch (error) {
    if (error instanceof RunsNotListedYet) throw temporalUnavailable();
    if (!(error instanceof Problem) || isTemporary(error)) throw error;
    const { detail, problems, fields, workflowId } = error.members;
    return {
      id: event.id,
      outcome: 'refused',
      problem: error.kind,
      detail,
      ...(problems && { problems }),
      ...(fields && { fields }),
      ...(workflowId !== undefined && { workflowId }),
    };
  }
}

function isTemporary({ kind }: Problem): boolean {
  return kind === 'too-many-requests' || PROBLEMS[kind].status >= 500;
}

async function startEvent(
  event: CloudEvent,
  { caller, guesses, webhookId }: EventSender,
  backend: Backend,
): Promise<Omit<EventResult, 'id'>> {
  const mapped = inputOf(event);
  switch (mapped.kind) {
    case 'unknownType':
      return {
        outcome: 'ignored',
        detail: `The gateway takes the types ${Object.keys(EVENT_TYPES).join(', ')}`,
      };
    case 'badData':
      throw new Problem('invalid-input', {
        detail: 'The data is no valid input',
        problems: [...mapped.problems],
      });
    case 'input':
  }
  const { input } = mapped;
  if (input.onExisting === 'adopt') assertRight(caller, 'adopt');
  const requestId = webhookId === undefined ? identityOf(event) : identityOfWebhook(webhookId);
  const {
    temporal: { client },
    answers,
    restEndpoint,
    taskQueue,
  } = backend;
  const { kind, workflowId } = await answers.of(() =>
    startOncePerEvent(client, { input, restEndpoint, taskQueue, requestId }),
  );
  if (kind !== 'found') return { outcome: kind, workflowId };
  try {
    await assertSameStart({ workflowId, input }, backend, { caller, guesses });
    return { outcome: 'found', workflowId };
  } catch (error) {
    // A retry with a corrected input follows the run that this event started.
    const isRepeated =
      error instanceof Problem &&
      error.kind === 'input-differs' &&
      (await answers.of(() => hasStartedRun(client, { workflowId, requestId })));
    if (isRepeated) return { outcome: 'repeated', workflowId };
    throw error;
  }
}
