import type { Contender, Surroundings } from './contender';
import { importRows } from './importRows';
import { openThisProject } from './thisProject';

/** This project's way for many: `onboard import`'s chunks, and a worker with everything on. */
export async function open(surroundings: Surroundings): Promise<Contender> {
  const project = await openThisProject(surroundings);
  const { client, taskQueue } = project;
  const restEndpoint = surroundings.tenant.REST_ENDPOINT;
  return {
    onboard: project.onboard,
    onboardMany: ({ onboardings: rows }) =>
      project.whileServing(importRows(client, { rows, restEndpoint, taskQueue })),
    close: project.close,
  };
}
