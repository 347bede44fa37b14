import type { Shop } from './commerce/shop';
import type { FaultPlan } from './faults';
import type { ReceivedEvents } from './receivedEvents';
import type { RequestLog } from './requestLog';
import type { SandboxSettings } from './settings';
import type { TokenBook } from './tokenBook';

/** What the sandbox's own pages show and change. */
export interface Controlled {
  readonly shop: Shop;
  readonly faults: FaultPlan;
  readonly log: RequestLog;
  readonly tokens: TokenBook;
  readonly events: ReceivedEvents;
  readonly settings: () => SandboxSettings;
}
