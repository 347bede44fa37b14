import type { SandboxSettings } from '#product/sandbox/settings';
import type { BulkLoad } from '../measuring/load';
import type { Addresses } from '../stage/addresses';

/** One way to onboard a customer, in a process of its own: what takes the order and what does the work. */
export interface Contender {
  /** Onboards a new customer, from the order to the result. Rejects where that fails. */
  onboard(): Promise<void>;
  /** Onboards many new customers, if it has a way of its own for that; resolves when all are done. */
  onboardMany?(load: BulkLoad): Promise<void>;
  close(): Promise<void>;
}

/** What each contender's file exports. */
export interface ContenderModule {
  open(surroundings: Surroundings): Promise<Contender>;
}

export interface Surroundings {
  readonly tenant: SandboxSettings;
  readonly addresses: Addresses;
  /** As ONBOARDING_ENCRYPTION_KEYS. */
  readonly encryptionKeys: string;
  /** Further options of this contender. */
  readonly variant: readonly string[];
}
