import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setStage } from '../setup/stage';

/** The queries of the docs' links to the UI. */
function queriesOfDocs(): string[] {
  const text = readFileSync(join(__dirname, '../../docs/guides/operate.md'), 'utf8');
  return [...text.matchAll(/\]\((http:\S+\/workflows\?query=\S+)\)/g)].map(
    ([, url = '']) => new URL(url).searchParams.get('query') ?? '',
  );
}

test('the server accepts every filter that the docs link to', async () => {
  const { temporal } = await setStage({ workers: 0 });
  const queries = queriesOfDocs();
  expect(queries.length).toBeGreaterThan(4);
  for (const query of queries) {
    expect(await temporal.client.workflow.count(query)).toMatchObject({
      count: expect.any(Number) as number,
    });
  }
});
