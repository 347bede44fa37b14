import { randomUUID } from 'node:crypto';
import type { OnboardingInput } from '../../../src/contract/onboarding';
import type { GatewayResponse, GatewayStage } from '../stage';

export const OWN_TYPE = 'com.commerce-onboarding.onboard.v1';
export const STRUCTURED = 'application/cloudevents+json';

export interface SentEvent {
  readonly specversion: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly data: unknown;
}

/** A CloudEvent of our own type that asks for an onboarding. */
export function eventFor(input: OnboardingInput): SentEvent {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: 'https://crm.example.com',
    type: OWN_TYPE,
    data: input,
  };
}

export interface Sending {
  /** Sent as JSON, or as it is if it is text. */
  readonly body: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request to POST /events. */
export async function sendEvents(
  { gateway }: Pick<GatewayStage, 'gateway'>,
  { body, contentType = STRUCTURED, headers = {} }: Sending,
): Promise<GatewayResponse> {
  const response = await fetch(`${gateway.url}/events`, {
    method: 'POST',
    headers: { 'content-type': contentType, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    status: response.status,
    headers: response.headers,
    document: (await response.json()) as Record<string, unknown>,
  };
}
