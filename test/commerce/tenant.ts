import { type Commerce, connectCommerce, type CommerceOptions } from '../../src/commerce';
import type { Attempt } from '../../src/commerce/attempt';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox';
import { tenantOf } from '../setup/sandboxTenant';

/** A sandbox and a connection to it, which end with the test. */
export interface Tenant {
  readonly sandbox: Sandbox;
  readonly commerce: Commerce;
  /** A separate connection, like that of another process. */
  connect(options?: Partial<CommerceOptions>): Commerce;
}

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

export async function openTenant(
  options: SandboxOptions = {},
  connection: Partial<CommerceOptions> = {},
): Promise<Tenant> {
  const sandbox = await startSandbox(options);
  open.push(() => sandbox.stop());
  const connect = (own: Partial<CommerceOptions> = {}) => {
    const commerce = connectCommerce({ ...tenantOf(sandbox.settings), ...connection, ...own });
    open.push(() => commerce.close());
    return commerce;
  };
  return { sandbox, commerce: connect(), connect };
}

/** An attempt with plenty of time by default. */
export function anAttempt(options: { limitMs?: number; signal?: Attempt['signal'] } = {}): Attempt {
  const { limitMs = 60_000, signal = new AbortController().signal } = options;
  const startedAtMs = performance.now();
  return {
    signal,
    remainingMs: () => limitMs - (performance.now() - startedAtMs),
    assertCurrent: () => Promise.resolve(),
  };
}

/** The kinds of the sandbox's requests, in order. */
export function kindsOf(sandbox: Sandbox): string[] {
  return sandbox.requests().map(({ kind }) => kind);
}
