import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Container, Probe } from './manifests';

/** Kubelet checks no certificate. */
const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });

/** Whether the container answers a probe once, as kubelet asks from outside of it. */
export async function passes(
  { httpGet, timeoutSeconds }: Probe,
  container: Container,
  address: string,
): Promise<boolean> {
  const { path, port, scheme } = httpGet;
  const url = `${scheme.toLowerCase()}://${address}:${portOf(container, port)}${path}`;
  const limitMs = timeoutSeconds * 1_000;
  try {
    const { statusCode, body } = await request(url, { dispatcher, signal: AbortSignal.timeout(limitMs) });
    await body.dump();
    return statusCode >= 200 && statusCode < 400;
  } catch {
    return false;
  }
}

export interface ProbedContainer {
  readonly container: Container;
  readonly address: string;
  /** @throws Error if it has ended */
  readonly isRunning: () => Promise<void>;
}

/** Asks in the probe's period until the probe passes, as often as it may fail. @returns whether it passed */
export async function becomesPassed(
  probe: Probe,
  { container, address, isRunning }: ProbedContainer,
): Promise<boolean> {
  for (let tries = 0; tries < probe.failureThreshold; tries += 1) {
    if (await passes(probe, container, address)) return true;
    await isRunning();
    await sleep(probe.periodSeconds * 1_000);
  }
  return false;
}

/** The number of a named port. @throws Error if the container has none of that name */
export function portOf({ name, ports }: Container, port: string): number {
  const found = ports.find((candidate) => candidate.name === port);
  if (!found) throw new Error(`the container ${name} has no port ${port}`);
  return found.containerPort;
}
