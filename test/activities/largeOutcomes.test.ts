import { setStage } from '../setup/stage';
import { chunkOf, newRows, start } from '../onboardings/import/importOf';

jest.setTimeout(90_000);

// 100 rows that differ from 60 stored addresses each: the outcomes exceed Temporal's limit for a payload.
test('a chunk with large differences still has an outcome for each row', async () => {
  const stage = await setStage();
  const rows = newRows(100).map(({ row, input: { customer } }) => ({
    row,
    input: { customer: { ...customer, addresses: [] }, onExisting: 'adopt' as const },
  }));
  const long = 'x'.repeat(200);
  const person = { firstname: 'John', lastname: 'Doe', telephone: '1' };
  const place = {
    country_id: 'US',
    region_id: 12,
    city: long,
    postcode: '12345',
    street: [long],
    company: long,
  };
  const addresses = Array.from({ length: 60 }, () => ({ ...person, ...place }));
  for (const { input } of rows)
    stage.sandbox.addCustomer({ ...input.customer, firstname: 'Other', addresses });
  const { outcomes } = await (await start(stage, chunkOf(stage, rows))).result();
  expect(outcomes).toHaveLength(100);
});
