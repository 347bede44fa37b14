import { createHash, timingSafeEqual } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from '@temporalio/client';
import { startOfRun } from './startOfRun';

/** An onboarding of this customer is running or done with a different input; it stays as it is. */
export class InputDiffers extends Error {
  override readonly name = 'InputDiffers';

  constructor(
    readonly workflowId: string,
    /** Dotted paths of the differences, such as `customer.firstname`, without their values. Empty if they are kept secret. */
    readonly fields: readonly string[],
  ) {
    const named = fields.length > 0 ? `: ${fields.join(', ')} differ` : '';
    super(`The onboarding ${workflowId} was started with another input${named}`);
  }
}

export interface AssertSameInputOptions {
  /** The caller may not read the earlier input: no password is compared, and no field is named. */
  readonly confirmsNothing?: boolean;
}

/** Compares an input with the one of the newest run of a workflow ID. @throws InputDiffers */
export async function assertSameInput(
  client: Client,
  { workflowId, input }: { workflowId: string; input: object },
  { confirmsNothing = false }: AssertSameInputOptions = {},
): Promise<void> {
  const [earlier] = (await startOfRun(client, { workflowId })).args;
  if (confirmsNothing) {
    if (isSameInput(withoutPassword(earlier), withoutPassword(input))) return;
    throw new InputDiffers(workflowId, []);
  }
  const fields = differingFields(earlier, input);
  if (fields.length > 0) throw new InputDiffers(workflowId, fields);
}

/** Replaces the password by whether there is one, so that a comparison confirms no guess. */
export function withoutPassword(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('password' in input)) return input;
  return { ...input, password: null };
}

/** Dotted paths of the values that differ, or that only one of the inputs has. */
export function differingFields(one: unknown, other: unknown): string[] {
  return differingPaths(asSent(one), asSent(other));
}

/** Compares two inputs in a time that does not depend on where they differ. */
export function isSameInput(one: unknown, other: unknown): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(input: unknown): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(inOrder(asSent(input))))
    .digest();
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, inOrder(value[name])]));
}

/** The JSON form of an input, with its defaults. */
function asSent(input: unknown): unknown {
  const sent: unknown = JSON.parse(JSON.stringify(input ?? null));
  return isObject(sent) ? { onExisting: 'fail', ...sent } : sent;
}

function differingPaths(one: unknown, other: unknown, path: readonly string[] = []): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (!isObject(one) || !isObject(other)) return [path.join('.') || 'input'];
  const fields = [...new Set([...Object.keys(other), ...Object.keys(one)])];
  return fields.flatMap((field) => differingPaths(one[field], other[field], [...path, field]));
}

/** Lists are compared by index: `customer.addresses.0.city`. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
