import { randomUUID } from 'node:crypto';
import { readTarget } from '../../client/temporalEnvironment';
import { testEvent, WebhookSender } from '../../events';
import { type Environment, type EventEndpoint, readService } from '../../settings';
import { readProxy } from '../../settings/proxy';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { print, printJson, say } from '../terminal/output';

export interface SendTestOptions {
  endpoint: EventEndpoint;
  environment: Environment;
  json: boolean;
}

/** Sends one test event. @returns `failed` if the endpoint did not accept it */
export async function sendTest({ endpoint, environment, json }: SendTestOptions): Promise<ExitStatus> {
  const { taskQueue } = readService(environment);
  const namespace = readTarget(environment)?.namespace ?? 'default';
  const id = `test-${randomUUID()}`;
  const event = testEvent({ namespace, taskQueue, workflowId: 'test', runId: id, endedAt: new Date() });
  const sender = new WebhookSender(endpoint, readProxy(environment));
  try {
    const startedAtMs = performance.now();
    const result = await sender.send(event);
    const ms = Math.round(performance.now() - startedAtMs);
    const accepted = result.kind === 'accepted';
    if (json) printJson({ endpoint: endpoint.name, id, ms, ...result });
    else if (accepted) print(`${endpoint.name} answered ${result.status} after ${ms} ms.`);
    else say(`${endpoint.name} did not accept the event: ${result.reason}`);
    return accepted ? EXIT.done : EXIT.failed;
  } finally {
    await sender.close();
  }
}
