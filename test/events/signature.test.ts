import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { defaultCacheFolder } from '../../src/embeddedServer/program/programCache';
import { testEvent, WebhookSender } from '../../src/events';
import { installPythonPackages, PYTHON } from '../setup/pythonPackages';
import { endpointAt, type Received, SECRET, startReceiver } from './receiver';

jest.setTimeout(120_000);

const OTHER = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const PACKAGES = join(defaultCacheFolder(), 'python-standardwebhooks-1.1.0');

async function sentWith(secrets: readonly string[]): Promise<Received> {
  const receiver = await startReceiver();
  const sender = new WebhookSender(endpointAt(receiver, { secrets }));
  const event = { namespace: 'n', taskQueue: 'q', workflowId: 'w', runId: 'id-1', endedAt: new Date() };
  await expect(sender.send(testEvent(event))).resolves.toEqual({ kind: 'accepted', status: 204 });
  await sender.close();
  const [received] = receiver.received;
  if (!received) throw new Error('nothing was received');
  return received;
}

const webhookHeaders = ({ headers }: Received) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('webhook-')));

test('each of two secrets verifies while they are rotated, and no other', async () => {
  const received = await sentWith([OTHER, SECRET]);
  const headers = webhookHeaders(received) as Record<string, string>;
  for (const secret of [OTHER, SECRET]) {
    expect(() => new Webhook(secret).verify(received.body, headers)).not.toThrow();
  }
  const third = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
  expect(() => new Webhook(third).verify(received.body, headers)).toThrow();
});

const VERIFY = `
import json, sys
from standardwebhooks.webhooks import Webhook
sent = json.load(sys.stdin)
try:
    print(json.dumps(Webhook(sent["secret"]).verify(sent["body"], sent["headers"])))
except Exception as problem:
    print(json.dumps({"refused": str(problem)}))
`;

test("the specification's library for Python verifies it, and refuses a changed byte, an old time and another secret", async () => {
  await installPythonPackages(PACKAGES, ['standardwebhooks==1.1.0']);
  const received = await sentWith([SECRET]);
  const { body } = received;
  const headers = webhookHeaders(received) as Record<string, string>;
  const sent = { secret: SECRET, body, headers };
  expect(await inPython(sent)).toEqual(received.event);
  const old = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 600) };
  for (const changed of [
    { ...sent, body: body.replace('id-1', 'id-2') },
    { ...sent, headers: old },
    { ...sent, secret: OTHER },
  ]) {
    expect(await inPython(changed)).toEqual({ refused: expect.any(String) });
  }
});

async function inPython(sent: unknown): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'], PYTHONPATH: PACKAGES, PYTHONDONTWRITEBYTECODE: '1' };
    const python = execFile(PYTHON, ['-c', VERIFY], { env }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr));
      else resolve(JSON.parse(stdout));
    });
    python.stdin?.end(JSON.stringify(sent));
  });
}
