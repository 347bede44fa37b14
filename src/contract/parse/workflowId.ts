import { createHash } from 'node:crypto';
import type { OnboardingInput } from '../onboarding';

/** An address at an endpoint identifies a person in this project. */
export interface Person {
  /** `REST_ENDPOINT`, with or without a trailing slash. */
  restEndpoint: string;
  email: string;
}

export interface OnboardingKey extends Person {
  /** Left out for the default website. */
  websiteId?: number | undefined;
}

/**
 * The workflow ID of a customer's onboarding: `onboard-` and the first 32 hex digits of SHA-256 over three lines,
 * UTF-8, joined by `\n`: the endpoint without scheme and trailing slash, its host in lower case; the website's ID
 * or `default`; the trimmed e-mail, ASCII letters in lower case.
 */
export function onboardingWorkflowId({ restEndpoint, websiteId, email }: OnboardingKey): string {
  return hashOf([endpointLine(restEndpoint), websiteId?.toString() ?? 'default', emailLine(email)]);
}

/**
 * The value of the search attribute `OnboardingPerson`. It is computed like the workflow ID, including `onboard-`,
 * but without the website's line, so that it is the same for a person's onboardings on all websites of an endpoint.
 */
export function personId({ restEndpoint, email }: Person): string {
  return hashOf([endpointLine(restEndpoint), emailLine(email)]);
}

/** Both IDs of an onboarding, by its input. */
export function onboardingIds(
  { customer }: Pick<OnboardingInput, 'customer'>,
  restEndpoint: string,
): { workflowId: string; person: string } {
  const { email, website_id: websiteId } = customer;
  return {
    workflowId: onboardingWorkflowId({ restEndpoint, websiteId, email }),
    person: personId({ restEndpoint, email }),
  };
}

/** A hash of the endpoint only. */
export function tenantId(restEndpoint: string): string {
  return digestOf([endpointLine(restEndpoint)]);
}

/**
 * @param importId value of the import's search attribute
 * @param chunk from 0
 */
export function importChunkWorkflowId(importId: string, chunk: number): string {
  return `import-${importId}-${chunk}`;
}

/** Whether an ID has the form of an onboarding's ID; the form does not show whose it is. */
export function isOnboardingWorkflowId(id: string): boolean {
  return /^onboard-[0-9a-f]{32}$/.test(id);
}

/** Whether the server can have a workflow with this ID: other callers use IDs of any form. */
export function mayBeWorkflowId(id: string): boolean {
  const bytes = Buffer.byteLength(id);
  return bytes > 0 && bytes <= 1_000 && !id.includes('\0');
}

function hashOf(lines: readonly string[]): string {
  return `onboard-${digestOf(lines)}`;
}

function digestOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n'), 'utf8').digest('hex').slice(0, 32);
}

/** The path keeps its case, because it may distinguish tenants. */
function endpointLine(restEndpoint: string): string {
  const address = restEndpoint.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/(?<!\/)\/+$/, '');
  return address.replace(/^[^/]*/, lowerCaseAscii);
}

function emailLine(email: string): string {
  return lowerCaseAscii(email.trim());
}

/** Other letters keep their case: languages have different rules for it, and every caller must get the same ID. */
function lowerCaseAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
