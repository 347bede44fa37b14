import { Connection } from '@temporalio/client';
import { z } from 'zod';
import { eventually } from '../embeddedServer/serverUser';

const NAMESPACE = 'default';

/** What exists on a Temporal server and in a sandbox: everything that a page could create, change or end. */
export async function stateOf({ address, sandbox }: { address: string; sandbox: string }): Promise<object> {
  const get = async (path: string) =>
    z.unknown().parse(await (await fetch(`${sandbox}/_sandbox/${path}`)).json());
  return await withConnection(address, async ({ workflowService, operatorService }) => {
    const { executions } = await workflowService.listWorkflowExecutions({ namespace: NAMESPACE });
    const ids = executions.map(({ execution }) => String(execution?.workflowId)).sort();
    const events = await Promise.all(ids.map((id) => eventsOf(workflowService, id)));
    const { namespaces } = await workflowService.listNamespaces({});
    const { config } = await workflowService.describeNamespace({ namespace: NAMESPACE });
    const { endpoints } = await operatorService.listNexusEndpoints({});
    const { schedules } = await workflowService.listSchedules({ namespace: NAMESPACE });
    const { operationInfo } = await workflowService.listBatchOperations({ namespace: NAMESPACE });
    return {
      workflows: Object.fromEntries(ids.map((id, index) => [id, events[index]])),
      namespaces: namespaces.map(({ namespaceInfo }) => namespaceInfo?.name),
      retention: Number(config?.workflowExecutionRetentionTtl?.seconds),
      endpoints: endpoints.length,
      schedules: schedules.length,
      batches: operationInfo.length,
      customers: await get('customers'),
      mails: await get('mails'),
      faults: await get('faults'),
    };
  });
}

/** Waits until the lists of workflows show everything that was done before. */
export async function untilListed(address: string, workflowId: string): Promise<void> {
  await withConnection(address, async ({ workflowService }) => {
    await workflowService.startWorkflowExecution({
      namespace: NAMESPACE,
      workflowId,
      requestId: workflowId,
      workflowType: { name: 'any' },
      taskQueue: { name: 'nobody-serves-it' },
    });
    const query = `WorkflowId = "${workflowId}"`;
    await eventually(async () => {
      const { executions } = await workflowService.listWorkflowExecutions({ namespace: NAMESPACE, query });
      return executions.length === 1;
    });
    await workflowService.deleteWorkflowExecution({
      namespace: NAMESPACE,
      workflowExecution: { workflowId },
    });
    await eventually(async () => {
      const { executions } = await workflowService.listWorkflowExecutions({ namespace: NAMESPACE, query });
      return executions.length === 0;
    });
  });
}

async function eventsOf(
  service: Connection['workflowService'],
  workflowId: string,
): Promise<(number | null)[]> {
  const { history } = await service.getWorkflowExecutionHistory({
    namespace: NAMESPACE,
    execution: { workflowId },
  });
  return (history?.events ?? []).map(({ eventType }) => eventType ?? null);
}

async function withConnection<Result>(
  address: string,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const connection = await Connection.connect({ address });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
