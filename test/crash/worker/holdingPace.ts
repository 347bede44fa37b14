import type { Pace } from '../../../src/commerce/pace';
import { requestKindOf } from '../../../src/sandbox/requestKind';
import type { FromWorker, HoldPoint } from './messages';

const HOLD_LIMIT_MS = 180_000;

/** A pace that holds one request at the armed boundary until it is released. */
export class HoldingPace implements Pace {
  private armed: HoldPoint | undefined;
  private readonly held = new Map<number, () => void>();

  constructor(private readonly tell: (message: FromWorker) => void) {}

  arm(point: HoldPoint): void {
    this.armed = point;
    this.tell({ type: 'armed', id: point.id });
  }

  goOn(id: number): void {
    this.held.get(id)?.();
  }

  async pass(...[send, { method, url }]: Parameters<Pace['pass']>): ReturnType<Pace['pass']> {
    const point = this.take(requestKindOf(method, url.pathname));
    if (!point) return await send();
    try {
      if (point.boundary === 'before') await this.hold(point.id);
      const answer = await send();
      if (point.boundary === 'answered') await this.hold(point.id);
      return answer;
    } finally {
      this.tell({ type: 'passed', id: point.id });
    }
  }

  /** The matrix releases what it holds itself. */
  stopWaiting(): void {
    return;
  }

  private take(kind: HoldPoint['request']): HoldPoint | undefined {
    const point = this.armed;
    if (point?.request !== kind) return undefined;
    this.armed = point.after > 0 ? { ...point, after: point.after - 1 } : undefined;
    return point.after > 0 ? undefined : point;
  }

  private async hold(id: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('held for too long')), HOLD_LIMIT_MS);
      this.held.set(id, () => {
        clearTimeout(timer);
        resolve();
      });
      this.tell({ type: 'held', id });
    });
  }
}
