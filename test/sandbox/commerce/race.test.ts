import { startSandbox, type Sandbox } from '../../../src/sandbox';
import { clientOf, idOf, type Reply, type SandboxClient } from '../client';

const INTERNAL_ERROR =
  /^Internal Error\. Details are available in Magento log file\. Report ID: webapi-[0-9a-f]+$/;
const DUPLICATE = 'A customer with the same email address already exists in an associated website.';
/** Long enough that requests sent together overlap, even on a busy machine. */
const latency = { createMs: 1000, refusedMs: 0, updateMs: 600, lookUpMs: 0, tokenMs: 0 };

describe('equal requests at the same moment', () => {
  let sandbox: Sandbox;
  let client: SandboxClient;

  beforeAll(async () => {
    sandbox = await startSandbox({ latency });
    client = await clientOf(sandbox);
  });

  afterAll(() => sandbox.stop());

  test('ten creates of one person make one customer and one mail; the losers get a 500 or the duplicate', async () => {
    const replies = await together(10, () => client.create({ email: 'race@example.com' }));
    const made = replies.filter(({ status }) => status === 200);
    const lost = replies.filter(({ status }) => status !== 200);
    expect(made).toHaveLength(1);
    expect(sandbox.customers().filter(({ email }) => email === 'race@example.com')).toHaveLength(1);
    expect(sandbox.mails().filter(({ to }) => to === 'race@example.com')).toEqual([
      { kind: 'welcome', to: 'race@example.com', customerId: idOf(made[0]!) },
    ]);
    expect(lost.map(kindOfLoss)).toEqual(expect.arrayContaining(['500', '400']));
    expect(lost.map(kindOfLoss)).not.toContain('other');
  });

  test('of two creates the loser mostly gets a 500, and the duplicate when it tries again', async () => {
    const people = Array.from({ length: 12 }, (_, number) => ({ email: `pair${number}@example.com` }));
    const pairs = await Promise.all(people.map((person) => together(2, () => client.create(person))));
    const losses = pairs.map((pair) => pair.filter(({ status }) => status !== 200).map(kindOfLoss));
    expect(losses.filter((loss) => loss.length !== 1)).toEqual([]);
    expect(losses.filter(([loss]) => loss === '500').length).toBeGreaterThanOrEqual(8);
    expect(kindOfLoss(await client.create(people[0]!))).toBe('400');
  });

  test('the same person on two websites at once is no race', async () => {
    const replies = await Promise.all(
      [1, 2].map((website_id) => client.create({ email: 'both@example.com', website_id })),
    );
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
  });

  test('of two updates at the same moment one is lost', async () => {
    const id = sandbox.addCustomer({ email: 'updates@example.com', firstname: 'John', lastname: 'Doe' });
    await Promise.all([client.update(id, { firstname: 'Jane' }), client.update(id, { lastname: 'Roe' })]);
    const { firstname, lastname } = sandbox.customers().find((customer) => customer.id === id)!;
    expect([
      ['Jane', 'Doe'],
      ['John', 'Roe'],
    ]).toContainEqual([firstname, lastname]);
  });

  test('the same seed gives the losers the same answers', async () => {
    const outcomes = [];
    for (let run = 0; run < 2; run += 1) {
      const seeded = await startSandbox({ seed: 7, latency });
      const other = await clientOf(seeded);
      const replies = await together(6, () => other.create({ email: 'seed@example.com' }));
      outcomes.push(replies.map(({ status }) => status).sort());
      await seeded.stop();
    }
    expect(outcomes[0]).toEqual(outcomes[1]);
  });
});

function together(times: number, request: () => Promise<Reply>): Promise<Reply[]> {
  return Promise.all(Array.from({ length: times }, request));
}

function kindOfLoss({ status, body }: Reply): string {
  const { message = '' } = body as { message?: string };
  if (status === 500 && INTERNAL_ERROR.test(message)) return '500';
  return status === 400 && message === DUPLICATE ? '400' : 'other';
}
