import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { onboardingWorkflowId } from '../../contract/parse/workflowId';
import { readableId } from '../../contract/shellWord';
import { PayloadDecryptionError } from '../../temporal/encryption';
import { isNotFound } from '../../temporal/grpcStatus';
import { chunksOfPerson, countChunks } from '../../onboardings/import/chunksOfPerson';
import { onboardingsOfPerson } from '../../onboardings/onboardingsOfPerson';
import { startOfRun } from '../../onboardings/startOfRun';
import type { Chosen } from '../terminal/chosenOnboardings';

export interface FoundHistories {
  /** IDs of onboardings, whether or not the server has them, and of chunks of imports. */
  readonly workflowIds: readonly string[];
  /** What could not be searched, each with the reason and what to do. */
  readonly notSearched: readonly string[];
}

/** Finds the histories that hold data of a person: onboardings, and chunks of imports with one of the person's rows. */
export async function findHistories(
  client: Client,
  {
    chosen,
    restEndpoint,
    interruption,
  }: { chosen: Chosen; restEndpoint: string | undefined; interruption: AbortSignal },
): Promise<FoundHistories> {
  const onboardings = chosen.by === 'id' ? [chosen.workflowId] : await onboardingsOfPerson(client, chosen);
  const notSearched: string[] = [];
  const chunks = await chunksHolding();
  return { workflowIds: [...onboardings, ...chunks], notSearched };

  async function chunksHolding(): Promise<string[]> {
    if ((await countChunks(client)) === 0) return [];
    const doubt = restEndpoint === undefined ? NO_ENDPOINT : await doubtOf(client, { chosen, restEndpoint });
    if (doubt !== undefined) notSearched.push(`imports: ${doubt}`);
    if (restEndpoint === undefined) return [];
    return await chunksOfPerson(client, chosen, restEndpoint, {
      onUnreadable: (workflowId, reason) =>
        notSearched.push(`${readableId(workflowId)}, a part of an import: ${reason}`),
      signal: interruption,
    });
  }
}

const NO_ENDPOINT =
  'without REST_ENDPOINT a row cannot be matched with the ID; set it, or REST_ENDPOINT_FILE, and run this command again';

/** Why rows may not match a choice by ID at this endpoint. */
async function doubtOf(
  client: Client,
  { chosen, restEndpoint }: { chosen: Chosen; restEndpoint: string },
): Promise<string | undefined> {
  if (chosen.by !== 'id') return undefined;
  const { workflowId } = chosen;
  try {
    const { args } = await startOfRun(client, { workflowId });
    const input = inputSchema.safeParse(args[0]);
    if (!input.success) return undefined;
    const { email, website_id: websiteId } = input.data.customer;
    if (onboardingWorkflowId({ restEndpoint, websiteId, email }) === workflowId) return undefined;
    return `REST_ENDPOINT is not the one that ${readableId(workflowId)} was started for; set that one, and run this command again`;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (error instanceof PayloadDecryptionError)
      return `whether REST_ENDPOINT is the one that ${readableId(workflowId)} was started for is not known. ${error.message}`;
    throw error;
  }
}

const inputSchema = z.object({
  customer: z.object({ email: z.string(), website_id: z.number().optional() }),
});
