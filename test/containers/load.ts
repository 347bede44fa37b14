import { setTimeout as sleep } from 'node:timers/promises';
import { welcomed } from '../setup/people';

export interface Request {
  readonly email: string;
  /** What happened to the services when it was sent. */
  readonly during: string;
  /** The gateway's answer; undefined if there was none. */
  readonly status: number | undefined;
}

const ANSWER_LIMIT_MS = 45_000;
const MOST_REQUESTS = 6_000;

/** Customers whom a caller sends to the gateway of this network, at a steady rate, without retries. */
export class Load {
  readonly requests: Request[] = [];
  during = 'calm';
  private readonly inFlight = new Set<Promise<void>>();
  private sending: Promise<void> | undefined;
  private isOver = false;

  constructor(
    private readonly key: string,
    private readonly perSecond: number,
  ) {}

  start(): void {
    this.isOver = false;
    this.sending = this.sendAll();
  }

  /** Resolves when every request has its answer. */
  async stop(): Promise<void> {
    this.isOver = true;
    await this.sending;
    await Promise.all(this.inFlight);
  }

  /** Sends one customer, and waits until it is done. @returns the status of the answer */
  async one(): Promise<number | undefined> {
    return await this.send('?wait=60s', 90_000);
  }

  private async sendAll(): Promise<void> {
    while (!this.isOver && this.requests.length < MOST_REQUESTS) {
      const sent: Promise<void> = this.send('', ANSWER_LIMIT_MS).then(() => {
        this.inFlight.delete(sent);
      });
      this.inFlight.add(sent);
      await sleep(1_000 / this.perSecond);
    }
  }

  private async send(query: string, limitMs: number): Promise<number | undefined> {
    const input = welcomed();
    const { during } = this;
    const status = await fetch(`http://127.0.0.1:8088/onboardings${query}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(limitMs),
    }).then(
      async (response) => {
        await response.text();
        return response.status;
      },
      () => undefined,
    );
    this.requests.push({ email: input.customer.email, during, status });
    return status;
  }
}
