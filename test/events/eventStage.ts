import { startEventWorkers, subscribersOf, type WebhookEndpoint } from '../../src/events';
import { connect } from '../setup/temporal';
import { setStage, type Stage, type StageOptions } from '../setup/stage';

export interface EventStage extends Stage {
  /** Starts a process's event workers; the stage stops them. */
  addEventWorkers(): Promise<void>;
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A stage whose workers know the endpoints. */
export async function setEventStage(
  endpoints: readonly WebhookEndpoint[],
  options: StageOptions = {},
): Promise<EventStage> {
  const stage = await setStage({
    ...options,
    subscribersAt: (tenant) => subscribersOf(endpoints, tenant),
  });
  const addEventWorkers = async () => {
    // Two workers of one process need a connection each.
    const temporal = await connect();
    const { taskQueue } = stage;
    const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
    const workers = await startEventWorkers({ temporal, tenant: { restEndpoint, taskQueue }, endpoints });
    open.push(async () => {
      await workers.stop();
      await temporal.close();
    });
  };
  await addEventWorkers();
  return { ...stage, addEventWorkers };
}
