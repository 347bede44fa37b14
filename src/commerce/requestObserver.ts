import type { HttpRequest, RequestKind } from './httpRequest';

/** Is told what became of each request to IMS and Commerce, and of nothing that stands in it. */
export interface RequestObserver {
  onRequestEnded(request: EndedRequest): void;
}

export interface EndedRequest {
  readonly kind: RequestKind;
  readonly method: HttpRequest['method'];
  /** Undefined where no whole answer arrived. */
  readonly status: number | undefined;
  readonly durationMs: number;
}
