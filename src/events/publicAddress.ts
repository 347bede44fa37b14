import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isLoopback } from '../loopback';
import type { WebhookEndpoint } from './webhookEndpoint';

/** The endpoint's host has an address that events are not sent to. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';

  constructor(host: string, address: string, range: string) {
    super(
      `${host} has the address ${address} (${range}), which is not public; use a public one, or allowPrivateAddress for this endpoint`,
    );
  }
}

type Ranges = 'any' | 'public' | 'loopback';

/**
 * Checks an IP address in the URL itself, which is connected without a look-up.
 * @throws AddressRefused
 */
export function assertReachable(endpoint: WebhookEndpoint): void {
  const host = hostOf(endpoint);
  if (isIP(host) !== 0) assertIn(rangesOf(endpoint), { host, address: host });
}

/** A look-up that fails for refused addresses, so that the address that was checked is the one that is connected. */
export function guardedLookup(endpoint: WebhookEndpoint): LookupFunction {
  const ranges = rangesOf(endpoint);
  return (host, options, callback) => {
    systemLookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) {
        callback(error, '');
        return;
      }
      try {
        for (const { address } of addresses) assertIn(ranges, { host, address });
      } catch (refused) {
        callback(refused as Error, '');
        return;
      }
      const [first] = addresses;
      if (options.all) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
}

function assertIn(ranges: Ranges, { host, address }: { host: string; address: string }): void {
  if (ranges === 'any') return;
  // An IPv4 address inside of an IPv6 one counts as itself.
  const range = ipaddr.process(address).range();
  if (range !== (ranges === 'public' ? 'unicast' : 'loopback'))
    throw new AddressRefused(host, address, range);
}

/** A URL that names this machine means a receiver beside the worker. */
function rangesOf(endpoint: WebhookEndpoint): Ranges {
  if (endpoint.mayBePrivate) return 'any';
  const host = hostOf(endpoint);
  return isLoopback(host) || host.endsWith('.localhost') ? 'loopback' : 'public';
}

function hostOf({ url }: WebhookEndpoint): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}
