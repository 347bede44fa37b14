import type { NexusEndpointOptions, NexusEndpointSetup } from '../../temporal/setUpNexusEndpoint';
import type { TemporalTarget } from '../../temporal/temporalTarget';
import type { SetupResult } from './setupResults';

/** Reports the creation of a Nexus endpoint. */
export function nexusEndpointResult(
  setup: NexusEndpointSetup,
  { name: endpoint, taskQueue }: NexusEndpointOptions,
  { namespace, connectionOptions: { address } }: TemporalTarget,
): SetupResult {
  const name = 'nexusEndpoint';
  const leadsHere = `leads to the task queue ${taskQueue} of ${namespace}; workers serve it with ONBOARDING_NEXUS=true`;
  switch (setup.kind) {
    case 'made':
    case 'there':
      return { name, status: setup.kind, message: `${endpoint} ${leadsHere}` };
    case 'otherQueue':
      return {
        name,
        status: 'failed',
        message: `${endpoint} leads to the task queue ${setup.leadsTo}, and was not changed`,
        whatToDo:
          `Take another name, or redirect all its callers to ${taskQueue}: temporal operator nexus endpoint update ` +
          `--name ${endpoint} --target-namespace ${namespace} --target-task-queue ${taskQueue} --address ${address}`,
      };
    case 'foreign':
      return {
        name,
        status: 'failed',
        message: `${endpoint} leads to ${setup.leadsTo}, and was not changed`,
        whatToDo:
          'Take another name, as an endpoint is for the whole server; or delete it if nobody uses it.',
      };
    case 'refused':
      return {
        name,
        status: 'failed',
        message: `${endpoint} cannot be created. ${setup.reason}`,
        whatToDo:
          'An operator creates it (in Temporal Cloud in its web UI or with tcld): temporal operator nexus endpoint create ' +
          `--name ${endpoint} --target-namespace ${namespace} --target-task-queue ${taskQueue} --address ${address}`,
      };
  }
}
