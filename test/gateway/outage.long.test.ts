import { WorkflowNotFoundError } from '@temporalio/client';
import { folderWith, Onboard } from '../cli/onboard';
import { somebody } from '../setup/people';
import { ask } from './stage';
import { TemporalServer } from './temporalServer';

jest.setTimeout(180_000);

interface Answered {
  readonly status: number;
  readonly workflowId: unknown;
  readonly tookMs: number;
}

const CLIENTS = 8;

/** Clients that keep starting onboardings, each for a new customer, until they are stopped. */
class Load {
  readonly answers: Answered[] = [];
  private over = false;
  private readonly listeners = new Set<() => void>();
  private readonly clients: Promise<void>[];

  constructor(private readonly url: string) {
    this.clients = Array.from({ length: CLIENTS }, () => this.run());
  }

  /** Resolves after this number of further responses with the status. */
  async until(status: number, count: number): Promise<void> {
    const from = this.answers.length;
    const has = () => this.answers.slice(from).filter((answer) => answer.status === status).length >= count;
    await new Promise<void>((settle) => {
      const look = () => {
        if (!has()) return;
        this.listeners.delete(look);
        settle();
      };
      this.listeners.add(look);
      look();
    });
  }

  async stop(): Promise<readonly Answered[]> {
    this.over = true;
    await Promise.all(this.clients);
    return this.answers;
  }

  private async run(): Promise<void> {
    while (!this.over) {
      const started = performance.now();
      const { status, document } = await ask(`${this.url}/onboardings`, 'POST', {
        document: { customer: somebody() },
      });
      const tookMs = performance.now() - started;
      this.answers.push({ status, workflowId: document['workflowId'], tookMs });
      for (const listener of this.listeners) listener();
    }
  }
}

test('Temporal is killed and restarted under load: 503 within a second, then 202; every 202 is kept', async () => {
  const temporal = await TemporalServer.start();
  const gateway = new Onboard(['gateway', '--port', '18087'], {
    cwd: await folderWith(),
    env: {
      TEMPORAL_ADDRESS: temporal.address,
      REST_ENDPOINT: 'http://127.0.0.1:9/tenant',
      ONBOARDING_ENCRYPTION_KEYS: `of-2026:${Buffer.alloc(32, 2).toString('base64')}`,
      ONBOARDING_GATEWAY_RATE: '1000000',
    },
  });
  const [, url = ''] = await gateway.says(/^(http:\S+)$/m);
  const load = new Load(url);
  for (let round = 1; round <= 2; round += 1) {
    await load.until(202, 50);
    await temporal.kill();
    await load.until(503, 3 * CLIENTS);
    expect(await ask(`${url}/readyz`, 'GET')).toMatchObject({ status: 503 });
    await temporal.startAgain();
  }
  await load.until(202, 50);
  const answers = await load.stop();

  const accepted = answers.filter(({ status }) => status === 202);
  const refused = answers.filter(({ status }) => status !== 202);
  expect(refused.length).toBeGreaterThan(0);
  expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
  // A pause of a busy machine delays single answers; a gateway that waits for the server delays all of them.
  const inOrder = refused.map(({ tookMs }) => tookMs).sort((one, other) => one - other);
  expect(inOrder[Math.floor(inOrder.length * 0.9)]).toBeLessThan(1_200);
  const lost = await temporal.withClient(async (client) => {
    const found = await Promise.all(
      accepted.map(async ({ workflowId }) => {
        const handle = client.workflow.getHandle(String(workflowId));
        return await handle.describe().catch((error: unknown) => {
          if (error instanceof WorkflowNotFoundError) return undefined;
          throw error;
        });
      }),
    );
    return found.filter((one) => one === undefined);
  });
  expect(lost).toEqual([]);

  gateway.signal('SIGTERM');
  expect(await gateway.ended).toMatchObject({ status: 0 });
});
