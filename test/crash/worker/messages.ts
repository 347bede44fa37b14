import type { RequestKind, SandboxSettings } from '../../../src/sandbox';

/** What a worker process is started with. */
export interface WorkerOptions {
  readonly temporalAddress: string;
  readonly taskQueue: string;
  readonly tenant: SandboxSettings;
  readonly requestTimeoutMs: number;
  /** How far its wall clock is off, in seconds; its monotonic clock is right. Default 0. */
  readonly clockOffsetSeconds?: number;
}

/** A request at which the worker process waits once. In flight it is held by the sandbox, and only followed here. */
export interface HoldPoint {
  readonly id: number;
  readonly request: RequestKind;
  readonly boundary: 'before' | 'sent' | 'answered';
  /** So many requests of the kind pass first. */
  readonly after: number;
}

export type ToWorker =
  | { readonly type: 'hold'; readonly point: HoldPoint }
  | { readonly type: 'goOn'; readonly id: number }
  | { readonly type: 'drain' };

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'armed'; readonly id: number }
  | { readonly type: 'held'; readonly id: number }
  /** The request's pass ended: it was sent, whatever was answered; or the worker knew better, and sent nothing. */
  | { readonly type: 'passed'; readonly id: number }
  | { readonly type: 'drained' };
