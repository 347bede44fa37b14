import type { IncomingHttpHeaders } from 'node:http';
import type { Fault } from './faults';
import type { RequestKind } from './requestKind';
import { Waiters } from './waiters';

/** A request as it arrived, and its outcome. */
export interface RequestRecord {
  /** Milliseconds of this machine's clock. */
  readonly at: number;
  readonly kind: RequestKind;
  readonly method: string;
  /** Includes the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** JSON and forms parsed, `null` if there was none, otherwise the text. */
  readonly body: unknown;
  readonly outcome: RequestOutcome;
}

type RequestOutcome =
  | { readonly state: 'pending' }
  | { readonly state: 'answered'; readonly status: number }
  | {
      readonly state: 'faulted';
      readonly fault: Fault;
      /**
       * The status of the proper answer, which the client did not receive unchanged; `null` if the request was not
       * carried out.
       */
      readonly status: number | null;
    };

type OpenRecord = { -readonly [Key in keyof RequestRecord]: RequestRecord[Key] };

/** The most requests to keep, so that a long load test does not fill the memory. */
const KEPT = 100_000;

export class RequestLog {
  private records: OpenRecord[] = [];
  private readonly waiters = new Waiters<RequestRecord>('request');

  all(): readonly RequestRecord[] {
    return this.records;
  }

  /** Records a request that arrived; its outcome is filled in later. */
  add(arrived: Omit<RequestRecord, 'outcome'>): OpenRecord {
    const record: OpenRecord = { ...arrived, outcome: { state: 'pending' } };
    this.records.push(record);
    if (this.records.length > KEPT * 1.1) this.records = this.records.slice(-KEPT);
    this.waiters.happened(record);
    return record;
  }

  next(kind: RequestKind | 'any', withinMs: number): Promise<RequestRecord> {
    return this.waiters.next((record) => kind === 'any' || record.kind === kind, withinMs);
  }

  clear(): void {
    this.records = [];
  }

  stop(): void {
    this.waiters.stop();
  }
}
