import * as z from 'zod';
import { htmlAnswer, jsonAnswer, type Answer, type ArrivedRequest } from './answer';
import { customerObject } from './commerce/customerObject';
import type { Controlled } from './controlled';
import { withoutPasswords } from '../contract/passwords';
import { faultRuleSchema } from './faultSchema';
import { indexPage } from './indexPage';
import { addCustomer } from './newCustomer';
import type { RequestRecord } from './requestLog';

/**
 * The sandbox's own pages, for people and for other processes: `/` to look at, and below `/_sandbox`
 *
 *     GET  customers · POST customers (a customer object) · GET mails · GET requests
 *     GET  events · POST events (the receiver of our events, which verifies their signature)
 *     GET  faults · POST faults (one `FaultRule` or a list) · DELETE faults
 *     DELETE tokens (revokes all of them) · DELETE /_sandbox (customers, mails, requests, faults, events)
 */
export function serveControl(controlled: Controlled, request: ArrivedRequest): Answer | null {
  if (request.path === '/' && request.method === 'GET') return htmlAnswer(200, indexPage(controlled));
  const below = /^\/_sandbox(?:\/([a-z]+))?\/?$/.exec(request.path);
  if (!below) return null;
  const action = ACTIONS[`${request.method} ${below[1] ?? ''}`.trimEnd()];
  if (!action) return jsonAnswer(404, { message: `The sandbox has no ${request.method} ${request.path}.` });
  try {
    return action(controlled, request);
  } catch (error) {
    return jsonAnswer(400, { message: error instanceof Error ? error.message : String(error) });
  }
}

const ACTIONS: Readonly<Record<string, (controlled: Controlled, request: ArrivedRequest) => Answer>> = {
  'GET customers': ({ shop }) => jsonAnswer(200, shop.customers.all().map(customerObject)),
  'POST customers': ({ shop }, { body }) => jsonAnswer(201, customerObject(addCustomer(shop, json(body)))),
  'GET mails': ({ shop }) => jsonAnswer(200, shop.mails),
  'GET requests': ({ log }) => jsonAnswer(200, log.all().map(withoutSecrets)),
  'GET faults': ({ faults }) => jsonAnswer(200, faults.rules()),
  'GET events': ({ events }) => jsonAnswer(200, events.all()),
  'POST events': ({ events }, request) => events.receive(request),
  'POST faults': ({ faults }, { body }) => {
    for (const rule of faultRules(body)) faults.add(rule);
    return jsonAnswer(201, faults.rules());
  },
  'DELETE faults': ({ faults }) => {
    faults.clear();
    return jsonAnswer(200, []);
  },
  'DELETE tokens': ({ tokens }) => {
    tokens.revokeAll();
    return jsonAnswer(200, true);
  },
  DELETE: ({ shop, faults, log, events }) => {
    shop.clear();
    faults.clear();
    log.clear();
    events.clear();
    return jsonAnswer(200, true);
  },
};

function faultRules(body: string): z.infer<typeof faultRuleSchema>[] {
  const parsed = z.union([z.array(faultRuleSchema), faultRuleSchema]).safeParse(json(body));
  if (!parsed.success) {
    throw new Error(
      `This is no rule of faults, such as {"on":"create","what":{"kind":"lose","made":true},"count":1}: ${z.prettifyError(parsed.error)}`,
    );
  }
  return Array.isArray(parsed.data) ? parsed.data : [parsed.data];
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new Error('The body is not JSON.', { cause: error });
  }
}

/** Tokens, secrets and passwords are not shown. */
function withoutSecrets({ headers, body, ...record }: RequestRecord): RequestRecord {
  return { ...record, headers: masked(headers), body: masked(withoutPasswords(body)) };
}

const SECRET_MEMBERS = ['authorization', 'client_secret', 'password'];

function masked<T>(members: T): T {
  if (typeof members !== 'object' || members === null) return members;
  const secrets = SECRET_MEMBERS.filter((name) => name in members);
  return { ...members, ...Object.fromEntries(secrets.map((name) => [name, '***'])) };
}
