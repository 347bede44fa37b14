import type { Pace } from '../pace';
import { AdaptivePace } from './adaptivePace';
import { MostPerSecond } from './mostPerSecond';

export interface PaceOptions {
  /** Requests a second that this process sends at most, to both services together. Left out: no such bound. */
  maxRequestsPerSecond?: number | undefined;
}

/**
 * A pace for IMS and one for Commerce, as what the one takes says nothing of the other: IMS that asks to wait holds
 * no request to Commerce back, for which there may be a token.
 */
export function pacePerService({ maxRequestsPerSecond }: PaceOptions): Pace {
  const most = maxRequestsPerSecond === undefined ? undefined : new MostPerSecond(maxRequestsPerSecond);
  const ims = new AdaptivePace({ service: 'IMS', most });
  const commerce = new AdaptivePace({ service: 'Commerce', most });
  return {
    pass: (send, request) => (request.kind === 'token' ? ims : commerce).pass(send, request),
    stopWaiting: () => {
      ims.stopWaiting();
      commerce.stopWaiting();
    },
    states: () => [ims.state(), commerce.state()],
    backlog: commerce.backlog,
  };
}
