import type { HttpRequest, RequestKind } from './httpRequest';

/** Receives the outcome of each request to IMS and Commerce, and none of its content. */
export interface RequestObserver {
  onRequestEnded(request: EndedRequest): void;
}

export interface EndedRequest {
  readonly kind: RequestKind;
  readonly method: HttpRequest['method'];
  /** Undefined if no whole answer arrived. */
  readonly status: number | undefined;
  readonly durationMs: number;
}
