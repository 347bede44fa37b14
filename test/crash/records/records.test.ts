import { createLogger, installRuntime } from '../../../src/temporal/logging';
import { somebody } from '../../setup/people';
import { clockCells, CLOCK_OFFSETS, intrusionCells, PLACES } from './recordCells';
import { expectMadeOnce, killedAt, untilDoneByRetry } from './runRecordCell';
import { editAsPerson } from '../../setup/editAsPerson';
import { openRecordStage, type RecordStage } from './recordStage';

beforeAll(() => installRuntime(createLogger('silent')));

const CELL_LIMIT_MS = 3_600_000;
const UPDATE = { lastname: 'Doe-Updated' };

async function onStage(run: (stage: RecordStage) => Promise<void>, update = UPDATE as object): Promise<void> {
  const stage = await openRecordStage(update);
  try {
    await run(stage);
    const everybody = [...stage.shop().customers(), ...stage.otherShop.customers()];
    for (const stranger of stage.strangers()) expect(everybody).toContainEqual(stranger);
    const writesToOther = stage.otherShop.requests().filter(({ method }) => method !== 'GET');
    expect(writesToOther.filter(({ kind }) => kind !== 'token')).toEqual([]);
  } finally {
    await stage.end();
  }
}

test.concurrent.each(intrusionCells().map((cell) => [cell.name, cell] as const))(
  '%s: nobody else changes, and the onboarding is done once',
  async (_, { place, intrusion }) =>
    await onStage(async (stage) => {
      await killedAt(stage, PLACES[place]);
      switch (intrusion) {
        case 'otherTenantNext': {
          const other = await stage.addWorker('otherTenant');
          const outcome = await stage.outcome();
          expect(outcome).toMatchObject({ status: 'failed', failure: { type: 'InvalidConfiguration' } });
          await other.kill();
          break;
        }
        case 'otherTenantBeside': {
          const other = await stage.addWorker('otherTenant');
          await stage.addWorker();
          const outcome = await stage.outcome();
          if (outcome.status !== 'done')
            expect(outcome.failure).toMatchObject({ type: 'InvalidConfiguration' });
          await other.kill();
          break;
        }
        case 'shopReinstalled':
          await stage.reinstallShop();
          break;
        case 'personEdits':
          await editAsPerson(stage.shop(), 4, { middlename: 'Edited', firstname: 'Johnny' });
          break;
      }
      await stage.addWorker();
      if (intrusion === 'personEdits') await expectEditsKept(stage, place.startsWith('create'));
      else await expectMadeOnce(stage, await untilDoneByRetry(stage));
    }),
  CELL_LIMIT_MS,
);

/** The person changed this name before the step was reported: nothing proves any more that the customer is ours. */
async function expectEditsKept(stage: RecordStage, isDisowned: boolean): Promise<void> {
  const outcome = await stage.outcome();
  expect(outcome).toMatchObject(
    isDisowned
      ? { status: 'failed', failure: { type: 'CustomerAlreadyExists', customerId: 4 } }
      : { status: 'done', result: { customerId: 4, updated: { lastname: UPDATE.lastname } } },
  );
  expect(stage.shop().customers()).toContainEqual(
    expect.objectContaining({ id: 4, firstname: 'Johnny', middlename: 'Edited' }),
  );
  expect(stage.shop().customers()).toHaveLength(4);
}

test.concurrent(
  'update@before: a person who changed the address keeps it',
  () =>
    onStage(
      async (stage) => {
        await killedAt(stage, PLACES['update@before']);
        const { email } = somebody();
        await editAsPerson(stage.shop(), 4, { email, firstname: 'Johnny', lastname: 'Smith' });
        await stage.addWorker();
        expect(await stage.outcome()).toMatchObject({ status: 'done', result: { customerId: 4 } });
        expect(stage.shop().customers()).toContainEqual(
          expect.objectContaining({ id: 4, email, firstname: 'Johnny', lastname: 'Smith', taxvat: '12' }),
        );
      },
      { taxvat: '12' },
    ),
  CELL_LIMIT_MS,
);

test.concurrent.each(clockCells().map((cell) => [cell.name, cell] as const))(
  '%s: made once, as with a correct clock',
  async (_, { place, clockOffsetSeconds }) =>
    await onStage(async (stage) => {
      await killedAt(stage, PLACES[place], clockOffsetSeconds);
      await stage.addWorker('us', clockOffsetSeconds);
      const outcome = await stage.outcome();
      expect(outcome).toMatchObject({ status: 'done', result: { recovered: place === 'create@answered' } });
      await expectMadeOnce(stage, outcome);
    }),
  CELL_LIMIT_MS,
);

test.concurrent.each(CLOCK_OFFSETS)(
  'a clock that is off by %d s: a stranger with the same names who came ten minutes before stays unchanged',
  async (clockOffsetSeconds) =>
    await onStage(async (stage) => {
      const { customer } = stage.input;
      await killedAt(stage, PLACES['create@before'], clockOffsetSeconds);
      const created_at = new Date(Date.now() - 600_000).toISOString().slice(0, 19).replace('T', ' ');
      const id = stage.addStranger({ ...customer, created_at });
      await stage.addWorker('us', clockOffsetSeconds);
      expect(await stage.outcome()).toMatchObject({
        status: 'failed',
        failure: { type: 'CustomerAlreadyExists', customerId: id },
      });
    }),
  CELL_LIMIT_MS,
);
