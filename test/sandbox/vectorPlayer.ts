import { request as httpRequest } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Measurements of the real Commerce; their `rules` describe how to play them. */
export interface Scenario {
  readonly name: string;
  readonly why: string;
  readonly steps: readonly Step[];
}

interface Step {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string | null>>;
    readonly body?: unknown;
    readonly raw?: string;
  };
  readonly answer: { readonly status: number; readonly body?: unknown };
  readonly absent?: readonly string[];
  readonly capture?: Readonly<Record<string, string>>;
}

export function scenarios(file = join(__dirname, 'measured.json')): readonly Scenario[] {
  const { scenarios } = JSON.parse(readFileSync(file, 'utf8')) as { scenarios: Scenario[] };
  return scenarios;
}

/** Plays a scenario against a REST base; returns every deviation, or nothing if it holds. */
export async function play(scenario: Scenario, base: string, token: string, run: string): Promise<string[]> {
  const captured: Record<string, unknown> = { run };
  const differences: string[] = [];
  for (const [index, step] of scenario.steps.entries()) {
    const answer = await perform(step.request, base, token, captured);
    const found: string[] = [];
    if (answer.status !== step.answer.status) found.push(`status ${answer.status} for ${step.answer.status}`);
    if (step.answer.body !== undefined)
      compare(filledIn(step.answer.body, captured), answer.body, 'body', found);
    for (const path of step.absent ?? []) {
      if (at(answer.body, path) !== undefined) found.push(`${path} is there`);
    }
    for (const [name, path] of Object.entries(step.capture ?? {})) captured[name] = at(answer.body, path);
    differences.push(
      ...found.map((difference) => `step ${index + 1}: ${difference} in ${JSON.stringify(answer.body)}`),
    );
  }
  return differences;
}

function perform(
  { method, path, headers = {}, body, raw }: Step['request'],
  base: string,
  token: string,
  captured: Record<string, unknown>,
): Promise<{ status: number; body: unknown }> {
  const text =
    raw === undefined ? (body === undefined ? undefined : JSON.stringify(filledIn(body, captured))) : raw;
  const sent: Record<string, string | null> = {
    Accept: 'application/json',
    Authorization: `Bearer ${token}`,
    ...(text === undefined
      ? {}
      : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) }),
    ...headers,
  };
  const given = Object.fromEntries(
    Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      base + String(filledIn(path, captured)),
      { method, headers: given },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: JSON.parse(Buffer.concat(chunks).toString('utf8')),
          }),
        );
        response.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

/** `{{name}}` as a whole string is the value with its type; inside a longer one it is the value's text. */
function filledIn(value: unknown, captured: Record<string, unknown>): unknown {
  if (typeof value === 'string') {
    const alone = /^\{\{(\w+)\}\}$/.exec(value)?.[1];
    if (alone !== undefined && alone !== 'run') return captured[alone];
    return value.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(captured[name]));
  }
  if (Array.isArray(value)) return value.map((item) => filledIn(item, captured));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, filledIn(member, captured)]),
  );
}

function compare(expected: unknown, actual: unknown, path: string, found: string[]): void {
  if (expected === '*') {
    if (!isAnyValueOf(path, actual)) found.push(`${path} is ${JSON.stringify(actual)}`);
  } else if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) {
      found.push(`${path} has not ${expected.length} items`);
      return;
    }
    expected.forEach((item, index) => compare(item, actual[index], `${path}.${index}`, found));
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [name, member] of Object.entries(expected))
      compare(member, at(actual, name), `${path}.${name}`, found);
  } else if (expected !== actual) {
    found.push(`${path} is ${JSON.stringify(actual)} for ${JSON.stringify(expected)}`);
  }
}

function isAnyValueOf(path: string, value: unknown): boolean {
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (name === 'id' || name === 'customer_id') return Number.isInteger(value) && Number(value) > 0;
  if (name === 'total_count') return Number.isInteger(value);
  if (name.endsWith('_at'))
    return typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value);
  return typeof value === 'string' && /^\d+$/.test(value);
}

function at(value: unknown, path: string): unknown {
  let inner = value;
  for (const name of path.split('.')) {
    if (typeof inner !== 'object' || inner === null) return undefined;
    inner = (inner as Record<string, unknown>)[name];
  }
  return inner;
}
