import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { compiledProgram } from '../setup/compiledProgram';

const run = promisify(execFile);

/** Well above the 5 s limit of the shutdown, because the process has to start on a busy machine. */
const PROCESS_LIMIT_MS = 20_000;

interface Received {
  request: string;
  body: string;
}

let program: string;
let collector: Server;
let received: Received[];

beforeAll(async () => (program = await compiledProgram(join(__dirname, 'exportOneSpan.ts'))));

beforeEach(async () => {
  received = [];
  collector = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ request: `${request.method} ${request.url}`, body });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  if (collector.listening) await closeCollector();
});

async function closeCollector(): Promise<void> {
  collector.closeAllConnections();
  await new Promise((resolve) => collector.close(resolve));
}

const endpoint = () => `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;

async function exportOneSpan(to: string, environment: NodeJS.ProcessEnv = {}): Promise<void> {
  await run(process.execPath, [program, to], {
    env: { ...process.env, ...environment },
    timeout: PROCESS_LIMIT_MS,
  });
}

test('the last spans of a process reach the collector, without the message of a failure', async () => {
  await exportOneSpan(endpoint());
  expect(received.map(({ request }) => request)).toEqual(['POST /v1/traces']);
  expect(JSON.parse(received[0]!.body)).toMatchObject({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'commerce-onboarding' } }] },
        scopeSpans: [
          {
            spans: [
              {
                name: 'work',
                attributes: [{ key: 'workflowId', value: { stringValue: 'onboard-1' } }],
                events: [{ attributes: [{ key: 'exception.type', value: { stringValue: 'TypeError' } }] }],
              },
            ],
          },
        ],
      },
    ],
  });
  expect(received[0]!.body).not.toContain('john');
});

test('OTEL_SERVICE_NAME names the process', async () => {
  await exportOneSpan(`${endpoint()}/`, { OTEL_SERVICE_NAME: 'onboarding-eu' });
  expect(received.map(({ request }) => request)).toEqual(['POST /v1/traces']);
  expect(received[0]!.body).toContain('"onboarding-eu"');
});

test('an unreachable collector fails nothing, and delays the end of a process by some seconds at most', async () => {
  const address = endpoint();
  await closeCollector();
  await expect(exportOneSpan(address)).resolves.toBeUndefined();
});
