import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import {
  changeKeyFile,
  type EventsOptions,
  type Gateway,
  newApiKey,
  type Right,
  startGateway,
} from '../../src/gateway';
import type { GatewayLimits } from '../../src/gateway';
import { setStage, type Stage, type StageOptions } from '../setup/stage';

/** The stage with a gateway. */
export interface GatewayStage extends Stage {
  readonly gateway: Gateway;
  readonly keyFile: string;
  /** Makes a key, which the running gateway accepts at once. */
  makeKey(rights: readonly Right[], name?: string): Promise<string>;
  ask(method: string, path: string, options?: AskOptions): Promise<GatewayResponse>;
}

export interface AskOptions {
  /** Sent as JSON. */
  readonly document?: unknown;
  /** Sent as a merge patch. */
  readonly patch?: unknown;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface GatewayResponse {
  readonly status: number;
  readonly headers: Headers;
  /** JSON; undefined if there is none. */
  readonly document: Record<string, unknown>;
}

export interface GatewayStageOptions extends StageOptions {
  readonly limits?: Partial<GatewayLimits>;
  readonly host?: string;
  readonly logger?: Logger;
  /** Whose signed events the gateway takes. Then it has a key, which `ask` uses unless it gets another one. */
  readonly events?: EventsOptions;
}

const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

const LIMITS: GatewayLimits = { requestTimeoutMs: 10_000, inFlight: 200, ratePerMinute: 6_000 };

export async function setGatewayStage(options: GatewayStageOptions = {}): Promise<GatewayStage> {
  const { limits, events, host = '127.0.0.1', logger = pino({ level: 'silent' }), ...staged } = options;
  const stage = await setStage(staged);
  const folder = await mkdtemp(join(tmpdir(), 'onboarding-gateway-'));
  closings.push(() => rm(folder, { recursive: true, force: true }));
  const keyFile = join(folder, 'keys.json');
  const makeKey = async (rights: readonly Right[], name = 'a-service') => {
    const { text, kept } = newApiKey({ name, rights: [...rights] });
    await changeKeyFile(keyFile, (keys) => [...keys, kept]);
    return text;
  };
  const key = events && (await makeKey(['start', 'read', 'retry', 'adopt'], 'of-the-stage'));
  const gateway = await startGateway({
    temporal: stage.temporal,
    restEndpoint: stage.sandbox.settings.REST_ENDPOINT,
    taskQueue: stage.taskQueue,
    host,
    port: 0,
    keyFile,
    limits: { ...LIMITS, ...limits },
    ...(events && { events }),
    logger,
  });
  closings.push(() => gateway.close());
  return {
    ...stage,
    gateway,
    keyFile,
    makeKey,
    ask: (method, path, asked) =>
      ask(`${gateway.url}${path}`, method, { ...(key !== undefined && { key }), ...asked }),
  };
}

export async function ask(
  url: string,
  method: string,
  { document, patch, key, headers = {}, signal }: AskOptions = {},
): Promise<GatewayResponse> {
  const body = document ?? patch;
  const contentType = document === undefined ? 'application/merge-patch+json' : 'application/json';
  const response = await fetch(url, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': contentType }),
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    document: isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}
