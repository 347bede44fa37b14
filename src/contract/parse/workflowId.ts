import { createHash } from 'node:crypto';

/** An address at an endpoint: what makes a person the same one for this project. */
export interface Person {
  /** `REST_ENDPOINT`, with or without a trailing slash. */
  restEndpoint: string;
  email: string;
}

export interface OnboardingKey extends Person {
  /** Left out where the customer is made on the default website. */
  websiteId?: number | undefined;
}

/**
 * The workflow ID of a customer's onboarding: `onboard-` and the first 32 hex digits of SHA-256 over three
 * lines, UTF-8, joined by `\n`: the endpoint without scheme and trailing slash, its host in lower case; the
 * website's ID or `default`; the trimmed e-mail, ASCII letters in lower case.
 */
export function onboardingWorkflowId({ restEndpoint, websiteId, email }: OnboardingKey): string {
  return hashOf([endpointLine(restEndpoint), websiteId?.toString() ?? 'default', emailLine(email)]);
}

/**
 * The value of the search attribute `OnboardingPerson`: made as the workflow ID, `onboard-` included, without
 * the website's line, so that it is the same for a person's onboardings on all websites of an endpoint.
 */
export function personId({ restEndpoint, email }: Person): string {
  return hashOf([endpointLine(restEndpoint), emailLine(email)]);
}

/** A hash of the end point alone. */
export function tenantId(restEndpoint: string): string {
  return digestOf([endpointLine(restEndpoint)]);
}

/** @param importId as the import's search attribute has it; @param chunk from 0 */
export function importChunkWorkflowId(importId: string, chunk: number): string {
  return `import-${importId}-${chunk}`;
}

/** Whether an ID has the form of an onboarding's; whose it is cannot be told from it. */
export function isOnboardingWorkflowId(id: string): boolean {
  return /^onboard-[0-9a-f]{32}$/.test(id);
}

/** Whether the server can have a workflow of an ID: others start onboardings under IDs of any form. */
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

/** The path keeps its case, as a tenant's ID may differ by it. */
function endpointLine(restEndpoint: string): string {
  const address = restEndpoint.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/(?<!\/)\/+$/, '');
  return address.replace(/^[^/]*/, lowerCaseAscii);
}

function emailLine(email: string): string {
  return lowerCaseAscii(email.trim());
}

/** Letters beyond ASCII keep their case: languages disagree on it, and every caller must get the same ID. */
function lowerCaseAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
