import { eventually } from '../crash/stage/eventually';
import { jsonLines, serverPid, startWorker } from '../cli/onboard';
import { withOwnHome } from '../cli/ownHome';
import { somebody } from '../setup/people';
import { eventsFile, startReceiver } from './receiver';

jest.setTimeout(300_000);

const ONBOARDINGS = 8;

test('every event arrives, though worker and server are killed while the receiver fails, loses answers and is down', async () => {
  const receiver = await startReceiver();
  const accepted = new Set<string>();
  receiver.answer = (response) => response.writeHead(500).end();
  await withOwnHome(
    async ({ command, folder }) => {
      const first = await startWorker({ command });
      const ids = await startOnboardings(command);
      await receiver.until(ONBOARDINGS);
      first.signal('SIGKILL');
      await receiver.goDown();
      await startWorker({ command });
      process.kill(await serverPid(folder), 'SIGKILL');
      const rows = Array.from({ length: 5 }, () => JSON.stringify({ customer: somebody() })).join('\n');
      const imported = command(['import', '-', '--yes', '--json'], rows);
      expect((await imported.ended).status).toBe(0);

      const lost = new Set<string>();
      receiver.answer = (response) => {
        const id = receiver.received.at(-1)?.event.id ?? '';
        if (lost.has(id)) accepted.add(id);
        else response.socket?.destroy();
        lost.add(id);
        response.writeHead(204).end();
      };
      await receiver.comeBack();
      await eventually('every event is accepted', () => accepted.size === ONBOARDINGS + 1);

      const events = new Map(receiver.received.map(({ event }) => [event.subject, event.data]));
      for (const { workflowId, customerId } of ids) {
        expect(events.get(workflowId)).toMatchObject({ status: 'done', customerId });
      }
      expect([...events.values()].filter((data) => 'importId' in data)).toMatchObject([
        { made: 5, refused: 0 },
      ]);
    },
    { ONBOARDING_EVENTS_FILE: await eventsFile(receiver) },
  );
});

async function startOnboardings(
  command: Parameters<Parameters<typeof withOwnHome>[0]>[0]['command'],
): Promise<{ workflowId: string; customerId: unknown }[]> {
  const ended: { workflowId: string; customerId: unknown }[] = [];
  for (let count = 0; count < ONBOARDINGS; count += 1) {
    const input = JSON.stringify({ customer: somebody() });
    const { stdout } = await command(['start', '-', '--wait', '--json'], input).ended;
    const [{ workflowId, customerId } = {}] = jsonLines(stdout);
    ended.push({ workflowId: String(workflowId), customerId });
  }
  return ended;
}
