import { somebody } from '../setup/people';
import { type GatewayStage, setGatewayStage } from './stage';

interface Page {
  onboardings: { workflowId: string; status: string; failure: string | null }[];
  nextCursor: string | null;
}

async function page({ ask }: GatewayStage, query: Record<string, string> = {}): Promise<Page> {
  const { status, document } = await ask('GET', `/onboardings?${new URLSearchParams(query).toString()}`);
  expect({ status, document }).toMatchObject({ status: 200 });
  return document as unknown as Page;
}

/** Starts some at once and waits for their ends. @returns their IDs */
async function onboard({ ask }: GatewayStage, documents: readonly object[]): Promise<string[]> {
  const responses = await Promise.all(
    documents.map((document) => ask('POST', '/onboardings?wait=30s', { document })),
  );
  return responses.map(({ document }) => String(document['workflowId']));
}

async function allPages(stage: GatewayStage, query: Record<string, string>): Promise<string[]> {
  const ids: string[] = [];
  let { onboardings, nextCursor } = await page(stage, query);
  for (;;) {
    ids.push(...onboardings.map(({ workflowId }) => workflowId));
    if (nextCursor === null) return ids;
    ({ onboardings, nextCursor } = await page(stage, { limit: query['limit'] ?? '50', cursor: nextCursor }));
    expect(onboardings.length).toBeLessThanOrEqual(Number(query['limit']));
  }
}

test('the pages list each onboarding once, with its newest run, whatever starts meanwhile', async () => {
  const stage = await setGatewayStage();
  const done = await onboard(
    stage,
    [1, 2, 3].map(() => ({ customer: somebody() })),
  );
  const failing = { customer: somebody(), password: 'short' };
  const [failed = ''] = await onboard(stage, [failing]);
  await onboard(stage, [failing]);
  const first = await page(stage, { limit: '2' });
  expect(first.onboardings).toHaveLength(2);
  await onboard(stage, [{ customer: somebody() }]);
  const rest = await allPages(stage, { limit: '2', cursor: first.nextCursor ?? '' });
  const seen = [...first.onboardings.map(({ workflowId }) => workflowId), ...rest];
  expect(seen.sort()).toEqual([...done, failed].sort());
});

test('status, failure and since filter, and a cursor keeps the filter', async () => {
  const stage = await setGatewayStage();
  const failed = await onboard(
    stage,
    [1, 2, 3].map(() => ({ customer: somebody(), password: 'short' })),
  );
  await onboard(stage, [{ customer: somebody() }]);
  expect((await allPages(stage, { status: 'failed', limit: '1' })).sort()).toEqual([...failed].sort());
  expect((await page(stage, { failure: 'CustomerRejected' })).onboardings).toHaveLength(3);
  expect((await page(stage, { failure: 'AccessDenied' })).onboardings).toEqual([]);
  expect((await page(stage, { since: '1h' })).onboardings).toHaveLength(4);
  expect((await page(stage, { since: '2999-01-01T00:00:00Z' })).onboardings).toEqual([]);
});

const cursor = (document: object) => Buffer.from(JSON.stringify(document)).toString('base64url');

test.each([
  ['status=dancing', 'status'],
  ['failure=Other', 'failure'],
  ['since=yesterday', 'since'],
  ['since=2026-99-99T00:00:00Z', 'since'],
  ['limit=0', 'limit'],
  ['limit=201', 'limit'],
  ['limit=1&limit=2', 'limit'],
  ['cursor=abc', 'cursor'],
  [`cursor=${cursor({ after: 'AAAA', status: '" OR 1=1' })}`, 'cursor'],
  [`status=done&cursor=${cursor({ after: 'AAAA' })}`, 'cursor'],
  ['email=john.doe@example.com', undefined],
])('?%s gets 400 that names the parameter', async (query, path) => {
  const { ask } = await setGatewayStage({ workers: 0 });
  const { status, document } = await ask('GET', `/onboardings?${query}`);
  expect({ status, document }).toMatchObject({
    status: 400,
    document: {
      type: 'urn:commerce-onboarding:problem:invalid-parameter',
      problems: [path === undefined ? { message: expect.any(String) as string } : { path }],
    },
  });
});
