import type { RequestKind, SandboxSettings } from '../../../src/sandbox';

/** The options of a worker process. */
export interface WorkerOptions {
  readonly temporalAddress: string;
  readonly taskQueue: string;
  readonly tenant: SandboxSettings;
  readonly requestTimeoutMs: number;
  /** Offset of its wall clock in seconds; its monotonic clock is correct. Default 0. */
  readonly clockOffsetSeconds?: number;
  /** `ONBOARDING_MARKER_ATTRIBUTE`. Default: not set. */
  readonly markerAttribute?: string;
}

/**
 * A request at which the worker process waits once. The sandbox holds requests in flight; the process only observes
 * them.
 */
export interface HoldPoint {
  readonly id: number;
  readonly request: RequestKind;
  readonly boundary: 'before' | 'sent' | 'answered';
  /** The number of requests of the kind that pass first. */
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
  /** The pace finished the request: it was sent, with any answer, or the worker decided to send nothing. */
  | { readonly type: 'passed'; readonly id: number }
  | { readonly type: 'drained' };
