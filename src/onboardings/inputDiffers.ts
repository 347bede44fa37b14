import { createHash, timingSafeEqual } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from '@temporalio/client';
import { startOfRun } from './startOfRun';

/** An onboarding of this customer is running or done with a different input; it stays as it is. */
export class InputDiffers extends Error {
  override readonly name = 'InputDiffers';

  constructor(
    readonly workflowId: string,
    /** Dotted paths of the differences, such as `customer.firstname`, without their values. */
    readonly fields: readonly string[],
  ) {
    super(`The onboarding ${workflowId} was started with another input: ${fields.join(', ')} differ`);
  }
}

/** Compares an input with the one of the newest run of a workflow ID. @throws InputDiffers */
export async function assertSameInput(client: Client, workflowId: string, input: object): Promise<void> {
  const [earlier] = (await startOfRun(client, { workflowId })).args;
  const fields = differingFields(earlier, input);
  if (fields.length > 0) throw new InputDiffers(workflowId, fields);
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
