import fc from 'fast-check';
import { misspellings } from '../contract/parse/spellings';
import { setGatewayStage } from './stage';

test('an input with a misspelled name gets 422 with the right one, and starts nothing', async () => {
  const { ask } = await setGatewayStage({ workers: 0 });
  await fc.assert(
    fc.asyncProperty(misspellings, async ({ input, path, right }) => {
      const { status, document } = await ask('POST', '/onboardings', { document: input });
      expect({ status, document }).toMatchObject({
        status: 422,
        document: {
          problems: [{ path, message: expect.stringMatching(new RegExp(`\\b${right}\\b`)) }],
        },
      });
    }),
    { numRuns: 100 },
  );
  expect((await ask('GET', '/onboardings')).document).toEqual({ onboardings: [], nextCursor: null });
});
