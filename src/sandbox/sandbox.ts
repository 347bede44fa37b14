import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import pLimit from 'p-limit';
import { isLoopback } from '../loopback';
import { Clock } from './clock';
import { serveCommerce } from './commerce/commerce';
import { customerObject, type CustomerObject } from './commerce/customerObject';
import { Shop } from './commerce/shop';
import { type Mail, ShopJournal } from './commerce/shopJournal';
import { serveControl } from './control';
import { FaultPlan, type FaultRule } from './faults';
import { Ims } from './ims';
import { addCustomer, type NewCustomer } from './newCustomer';
import { resolveOptions, type SandboxOptions } from './options';
import { seededRandom } from './random';
import { RateLimit, type RateLimitOption } from './rateLimit';
import type { RequestKind } from './requestKind';
import { type ReceivedEvent, ReceivedEvents } from './receivedEvents';
import { RequestLog, type RequestRecord } from './requestLog';
import { NAME_AMONG_CONTAINERS, sandboxServer } from './server';
import type { SandboxSettings } from './settings';
import { Timers } from './timers';
import { TokenBook } from './tokenBook';

const DEFAULT_WAIT_MS = 30_000;

/** A customer as the sandbox's Commerce returns it. */
export type SandboxCustomer = CustomerObject;

/** A running sandbox. Its content can be read at any time; each result is a copy of that moment. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT`: the sandbox's page, and the root of everything that it serves. */
  readonly url: string;
  readonly settings: SandboxSettings;
  customers(): readonly SandboxCustomer[];
  mails(): readonly Mail[];
  /** In the order in which they arrived. */
  requests(): readonly RequestRecord[];
  /** The events that its receiver at `/_sandbox/events` has accepted, each once. */
  events(): readonly ReceivedEvent[];
  onEvent(listener: (event: ReceivedEvent) => void): void;
  /** Adds a customer as if somebody had signed up in the shop, with a welcome mail, and returns the ID. */
  addCustomer(customer: NewCustomer): number;
  /** Adds a fault rule. */
  fail(rule: FaultRule): void;
  clearFaults(): void;
  /** Sets the rate limit of its Commerce; undefined removes it. */
  limitRate(limit: RateLimitOption | undefined): void;
  /** The next request of the kind, when it has arrived and before it is handled. Rejects after `withinMs` (30 s). */
  nextRequest(kind: RequestKind | 'any', withinMs?: number): Promise<RequestRecord>;
  /** The next customer that is made, at the moment of its commit. Rejects after `withinMs` (30 s). */
  nextCustomer(withinMs?: number): Promise<SandboxCustomer>;
  /** From now on this secret is valid, and with `keepOld` the old one too. */
  rotateSecret(newSecret: string, options?: { readonly keepOld?: boolean }): void;
  /** Every token issued so far is refused from now on. */
  revokeTokens(): void;
  /** Removes customers, mails, requests, faults and events. */
  clear(): void;
  /** Stops at once, whatever is running, and closes every connection. */
  stop(): Promise<void>;
}

/**
 * Starts a replacement for Adobe IMS and for Commerce's customer API on loopback. For demos and tests only: it sends
 * no mail, and loses everything when it stops, unless it has a file.
 */
export async function startSandbox(given: SandboxOptions = {}): Promise<Sandbox> {
  const options = resolveOptions(given);
  const timers = new Timers();
  const clock = new Clock(options.clockOffsetMs);
  const journal = options.stateFile === undefined ? undefined : await ShopJournal.open(options.stateFile);
  const shop = new Shop(options, clock, timers, seededRandom(options.seed), journal);
  const tokens = new TokenBook(options.tokenLifetimeMs);
  const ims = new Ims(options, tokens, timers);
  const faults = new FaultPlan(options.faults, seededRandom(options.seed));
  const rateLimit = new RateLimit(options.rateLimit);
  const atOnce = pLimit(options.atOnce);
  const log = new RequestLog();
  const events = new ReceivedEvents();
  let clientSecret = options.clientSecret;
  let url = '';
  const settings = (): SandboxSettings => ({
    CLIENT_ID: options.clientId,
    CLIENT_SECRET: clientSecret,
    REST_ENDPOINT: `${url}/${options.tenant}`,
    IMS_ENDPOINT: url,
  });

  const server = sandboxServer({
    clock,
    timers,
    faults,
    log,
    serve: async (request) =>
      request.path.startsWith('/ims/')
        ? await ims.serve(request)
        : (rateLimit.refusal(Date.now()) ?? (await atOnce(() => serveCommerce(shop, tokens, request)))),
    serveOwn: (request) => serveControl({ shop, faults, log, tokens, events, settings }, request),
  });
  server.listen(options.port, options.host);
  await once(server, 'listening').catch(async (error: unknown) => {
    await journal?.close();
    throw error;
  });
  const name = isLoopback(options.host) ? options.host : NAME_AMONG_CONTAINERS;
  url = `http://${name}:${portOf(server.address())}`;

  return {
    url,
    get settings() {
      return settings();
    },
    customers: () => shop.customers.all().map(customerObject),
    mails: () => [...shop.mails],
    requests: () => [...log.all()],
    events: () => [...events.all()],
    onEvent: (listener) => events.onEvent(listener),
    addCustomer: (customer) => addCustomer(shop, customer).id,
    fail: (rule) => faults.add(rule),
    clearFaults: () => faults.clear(),
    limitRate: (limit) => rateLimit.change(limit),
    nextRequest: (kind, withinMs = DEFAULT_WAIT_MS) => log.next(kind, withinMs),
    nextCustomer: async (withinMs = DEFAULT_WAIT_MS) =>
      customerObject(await shop.made.next(() => true, withinMs)),
    rotateSecret: (newSecret, { keepOld = false } = {}) => {
      ims.setSecrets(keepOld ? [newSecret, clientSecret] : [newSecret]);
      clientSecret = newSecret;
    },
    revokeTokens: () => tokens.revokeAll(),
    clear: () => {
      shop.clear();
      faults.clear();
      log.clear();
      events.clear();
    },
    stop: async () => {
      timers.stop();
      log.stop();
      shop.made.stop();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await journal?.close();
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('The sandbox has no port.');
  return address.port;
}
