import { Webhook } from 'standardwebhooks';
import { isRecord } from '../contract/isRecord';
import { type Answer, type ArrivedRequest, jsonAnswer } from './answer';

/** The secret of the sandbox's receiver of events; like everything of a sandbox, it protects nothing. */
export const SANDBOX_EVENT_SECRET = `whsec_${Buffer.from('the-secret-of-the-sandbox-events').toString('base64')}`;

/** An event of an onboarding, in the JSON format of CloudEvents. */
export interface ReceivedEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const KEPT = 500;

/** A receiver of events, as an example of one: it verifies signatures, and drops events that it has seen. */
export class ReceivedEvents {
  private readonly events: ReceivedEvent[] = [];
  private readonly ids = new Set<string>();
  private readonly listeners: ((event: ReceivedEvent) => void)[] = [];
  private readonly webhook = new Webhook(SANDBOX_EVENT_SECRET);

  all(): readonly ReceivedEvent[] {
    return this.events;
  }

  onEvent(listener: (event: ReceivedEvent) => void): void {
    this.listeners.push(listener);
  }

  receive({ headers, body }: ArrivedRequest): Answer {
    const verified = this.verified(headers, body);
    if (verified === undefined) {
      const message = 'The signature is wrong, or older than five minutes (Standard Webhooks).';
      return jsonAnswer(401, { message });
    }
    const event = eventIn(verified);
    if (!event) return jsonAnswer(400, { message: 'The body is no CloudEvent in JSON.' });
    if (!this.ids.has(event.id)) this.add(event);
    return { status: 204, headers: {}, body: '' };
  }

  clear(): void {
    this.events.length = 0;
    this.ids.clear();
  }

  private verified(headers: ArrivedRequest['headers'], body: string): unknown {
    const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
    try {
      return this.webhook.verify(
        body,
        Object.fromEntries(names.map((name) => [name, String(headers[name])])),
      );
    } catch {
      return undefined;
    }
  }

  private add(event: ReceivedEvent): void {
    this.ids.add(event.id);
    this.events.push(event);
    const oldest = this.events.length > KEPT ? this.events.shift() : undefined;
    if (oldest) this.ids.delete(oldest.id);
    for (const listener of this.listeners) listener(event);
  }
}

function eventIn(value: unknown): ReceivedEvent | undefined {
  if (!isRecord(value)) return undefined;
  const { id, type, subject, time, data } = value;
  if (typeof id !== 'string' || typeof type !== 'string' || !isRecord(data)) return undefined;
  return { id, type, subject: String(subject), time: String(time), data };
}
