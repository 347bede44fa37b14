import { readableId } from '../../contract/shellWord';
import { type Delivery, type DeliveryStatus, listDeliveries } from '../../events';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { printJson, printTable, say } from '../terminal/output';
import { type TemporalCommandOptions, withSession } from '../terminal/withSession';

export interface PrintDeliveriesOptions extends TemporalCommandOptions {
  status?: DeliveryStatus;
  /** The maximum number to print. */
  limit: number;
}

/** Prints deliveries, newest first: a table, or one JSON document per line. */
export async function printDeliveries(options: PrintDeliveriesOptions): Promise<ExitStatus> {
  const { status, limit, json, settings } = options;
  const deliveries = await withSession({ ...options, onlyReads: true }, async ({ temporal }) => {
    const found: Delivery[] = [];
    const filter = { taskQueue: settings.taskQueue, ...(status && { status }) };
    for await (const delivery of listDeliveries(temporal.client, filter)) {
      found.push(delivery);
      // One more than is printed shows that there are more.
      if (found.length > limit) break;
    }
    return found;
  });
  const shown = deliveries.slice(0, limit);
  if (json) for (const delivery of shown) printJson(delivery);
  else if (shown.length > 0) printTable([HEADER, ...shown.map(rowOf)]);
  else say('There is none.');
  if (deliveries.length > limit) say(`There are more than ${limit}: use --limit to show more.`);
  return EXIT.done;
}

const HEADER = ['STATUS', 'EVENT', 'ENDPOINTS', 'SINCE', 'WAITS FOR', 'ID'];

function rowOf({ status, event, endpoints, startedAt, waitingFor, id }: Delivery): string[] {
  return [
    status,
    event ?? '-',
    endpoints.join(', ') || '-',
    startedAt.toISOString().replace(/\.\d+Z$/, 'Z'),
    waitingFor
      .map(
        ({ endpoint, attempts, lastError }) =>
          `${endpoint}, attempt ${attempts}${lastError ? `: ${lastError}` : ''}`,
      )
      .join('; ') || '-',
    readableId(id),
  ];
}
