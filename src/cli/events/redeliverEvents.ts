import { readableId } from '../../contract/shellWord';
import { redeliver } from '../../events';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { print, printJson, say } from '../terminal/output';
import { warnWithoutWorker } from '../terminal/warnWithoutWorker';
import { type TemporalCommandOptions, withSession } from '../terminal/withSession';

export interface RedeliverEventsOptions extends TemporalCommandOptions {
  ids: readonly string[];
}

/** Starts deliveries again. @returns `usage` if one of them does not exist */
export async function redeliverEvents(options: RedeliverEventsOptions): Promise<ExitStatus> {
  const { ids, settings, json } = options;
  return await withSession(options, async (session) => {
    const unknown: string[] = [];
    for (const id of new Set(ids)) {
      const delivery = await redeliver(session.temporal.client, id);
      if (!delivery) unknown.push(id);
      else if (json) printJson({ ...delivery, status: 'delivering' });
      else print(`${readableId(delivery.id)} is being delivered again.`);
    }
    for (const id of unknown) {
      say(`Temporal has no event of ${readableId(id)}. List all with: onboard events list`);
    }
    if (unknown.length < ids.length) await warnWithoutWorker(session, settings.taskQueue);
    return unknown.length > 0 ? EXIT.usage : EXIT.done;
  });
}
