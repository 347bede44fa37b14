import { text } from 'node:stream/consumers';
import { isOnboardingWorkflowId, mayBeWorkflowId } from '../../contract/parse/workflowId';
import { readableId } from '../../contract/shellWord';
import { type Environment, readSettings, type ServiceSettings } from '../../settings';
import { UsageError } from './exit';

/** The onboardings that a command applies to. */
export type Chosen =
  | { readonly by: 'id'; readonly workflowId: string }
  | { readonly by: 'person'; readonly email: string; readonly restEndpoint: string };

export interface ChoiceOptions {
  readonly command: string;
  readonly id?: string | undefined;
  /** `-` reads it from standard input. */
  readonly email?: string | undefined;
  readonly environment: Environment;
}

/**
 * Reads the choice, and the settings: a person is identified by email address and endpoint.
 * @throws UsageError, SettingsError
 */
export async function readChoice(
  options: ChoiceOptions,
): Promise<{ chosen: Chosen; settings: ServiceSettings }> {
  const { command, id, email, environment } = options;
  if ((id === undefined) === (email === undefined)) {
    throw new UsageError([`${command}: give a workflow ID, or --email ADDRESS (- for standard input)`]);
  }
  if (id !== undefined) {
    assertWorkflowId(id);
    const { service } = readSettings(environment, ['service']);
    return { chosen: { by: 'id', workflowId: id }, settings: service };
  }
  const { service, restEndpoint } = readSettings(environment, ['service', 'restEndpoint']);
  return {
    chosen: { by: 'person', email: await readEmail(command, email ?? ''), restEndpoint },
    settings: service,
  };
}

/** Other clients choose IDs of any form. @throws UsageError if the server can have no workflow with this ID */
export function assertWorkflowId(id: string): void {
  if (mayBeWorkflowId(id)) return;
  throw new UsageError(['this is not a workflow ID; it has at most 1000 bytes and no null byte']);
}

/**
 * A retry keeps the ID, and would fail again because of it.
 * @throws UsageError unless it has the form of an onboarding's ID
 */
export function assertOnboardingId(id: string): void {
  if (isOnboardingWorkflowId(id)) return;
  throw new UsageError([
    isAddress(id)
      ? 'use a workflow ID, not an address. Find the IDs of a person with: onboard show --email ADDRESS'
      : 'this is not the workflow ID of an onboarding; the format is onboard- and 32 hex digits',
  ]);
}

/** For a choice that matches no onboarding on the server. */
export function unknownOnboarding(chosen: Chosen): UsageError {
  if (chosen.by === 'id' && isAddress(chosen.workflowId)) {
    return new UsageError([
      'Temporal has no onboarding with this ID. For an e-mail address use --email ADDRESS, ' +
        'or --email - to read it from standard input: other users can see arguments',
    ]);
  }
  const which =
    chosen.by === 'id'
      ? `with the ID ${readableId(chosen.workflowId)}`
      : 'of this address at this REST_ENDPOINT';
  return new UsageError([`Temporal has no onboarding ${which}. List all with: onboard list`]);
}

/** For one ID of several. */
export function unknownId(workflowId: string): string {
  return isAddress(workflowId)
    ? 'Temporal has no onboarding with this ID. Find the IDs of a person with: onboard show --email ADDRESS'
    : `Temporal has no onboarding ${readableId(workflowId)}. List all with: onboard list`;
}

async function readEmail(command: string, given: string): Promise<string> {
  const email = (given === '-' ? await text(process.stdin) : given).trim();
  if (isAddress(email)) return email;
  throw new UsageError([`${command}: --email: is not an e-mail address such as john.doe@example.com`]);
}

function isAddress(text: string): boolean {
  return /^[^\s@]+@\S+$/.test(text);
}
