import type { Answer } from './answer';
import type { HttpRequest, RequestKind } from './httpClient';

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

export async function observedRequest(
  { kind, method }: HttpRequest,
  observer: RequestObserver | undefined,
  send: () => Promise<Answer>,
): Promise<Answer> {
  const startedAtMs = performance.now();
  const tell = (status: number | undefined) =>
    observer?.onRequestEnded({ kind, method, status, durationMs: performance.now() - startedAtMs });
  try {
    const answer = await send();
    tell(answer.kind === 'answered' ? answer.status : undefined);
    return answer;
  } catch (error) {
    tell(undefined);
    throw error;
  }
}
