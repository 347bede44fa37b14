import { refused, refusedInLines } from './refusal';

interface Store {
  readonly id: number;
  readonly websiteId: number;
  readonly name: string;
}

/** The shop's two websites; the first store view of each is its default. */
const STORES: readonly Store[] = [
  { id: 1, websiteId: 1, name: 'Default Store View' },
  { id: 3, websiteId: 1, name: 'French View' },
  { id: 2, websiteId: 2, name: 'Second View' },
];

export const DEFAULT_WEBSITE_ID = 1;

/** The website and the store of a customer. */
export interface Place {
  readonly store_id: number;
  readonly website_id: number;
  readonly created_in: string;
}

/**
 * The place for a new customer. Of store and website, one determines the other; 0 counts as left out; without both it
 * is the default store. Refuses unknown IDs, and a store outside the website.
 */
export function placeOfCreate(
  { store_id, website_id }: { readonly store_id?: number | null; readonly website_id?: number | null },
  accountSharing: 'website' | 'global',
): Place {
  const website = website_id || undefined;
  const store = storeOfCreate(store_id || undefined, website, accountSharing);
  return { store_id: store.id, website_id: website ?? store.websiteId, created_in: store.name };
}

export function isStore(id: number): boolean {
  return STORES.some((store) => store.id === id);
}

export function isWebsite(id: number): boolean {
  return STORES.some((store) => store.websiteId === id);
}

function storeOfCreate(
  storeId: number | undefined,
  websiteId: number | undefined,
  accountSharing: 'website' | 'global',
): Store {
  const store = STORES.find(({ id }) => id === storeId);
  const defaultStore = STORES.find((candidate) => candidate.websiteId === (websiteId ?? DEFAULT_WEBSITE_ID));
  if (!defaultStore) throw refusedInLines([{ text: 'websiteNotFound', parameters: [websiteId ?? ''] }], 404);
  if (storeId === undefined) return defaultStore;
  if (websiteId === undefined) {
    if (!store) throw refused({ text: 'storeNotFound' }, 404);
    return store;
  }
  if (!store || (accountSharing === 'website' && store.websiteId !== websiteId)) {
    throw refused({ text: 'storeOutsideWebsite' });
  }
  return store;
}
