import { text } from 'node:stream/consumers';
import { isOnboardingWorkflowId, mayBeWorkflowId } from '../contract/parse/workflowId';
import { type Environment, readSettings, type ServiceSettings } from '../settings';
import { UsageError } from './exit';

/** Which onboardings a command is about. */
export type Chosen =
  | { readonly by: 'id'; readonly workflowId: string }
  | { readonly by: 'person'; readonly email: string; readonly restEndpoint: string };

export interface ChoiceOptions {
  readonly command: string;
  readonly id?: string | undefined;
  /** `-`: from standard input. */
  readonly email?: string | undefined;
  readonly environment: Environment;
}

/**
 * Reads the choice, and the settings: a person is known by address and end point.
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

/** @throws UsageError where the server can have no workflow of it; others start onboardings under IDs of any form */
export function assertWorkflowId(id: string): void {
  if (mayBeWorkflowId(id)) return;
  throw new UsageError(['the workflow ID is not one; it has up to 1000 bytes, and no null byte']);
}

/** @throws UsageError where it has not the form of an onboarding's: a retry keeps the ID, and would fail by it again */
export function assertOnboardingId(id: string): void {
  if (isOnboardingWorkflowId(id)) return;
  throw new UsageError([
    isAddress(id)
      ? "this takes workflow IDs, and no address; a person's IDs are shown by: onboard show --email ADDRESS"
      : 'the workflow ID is not one of an onboarding; it is written as onboard- and 32 digits of 0-9 and a-f',
  ]);
}

/** For a choice of which the server knows none. */
export function unknownOnboarding(chosen: Chosen): UsageError {
  if (chosen.by === 'id' && isAddress(chosen.workflowId)) {
    return new UsageError([
      'Temporal knows no onboarding of this ID; an e-mail address is given as --email ADDRESS, ' +
        'or as --email - on standard input, as arguments are seen by others',
    ]);
  }
  const which = chosen.by === 'id' ? `the ID ${chosen.workflowId}` : 'this address at this REST_ENDPOINT';
  return new UsageError([`Temporal knows no onboarding of ${which}; those that it knows: onboard list`]);
}

/** For an ID that a command takes beside others. */
export function unknownId(workflowId: string): string {
  return isAddress(workflowId)
    ? "Temporal knows no onboarding of this ID; a person's IDs are shown by: onboard show --email ADDRESS"
    : `Temporal knows no onboarding ${workflowId}; those that it knows: onboard list`;
}

async function readEmail(command: string, given: string): Promise<string> {
  const email = (given === '-' ? await text(process.stdin) : given).trim();
  if (isAddress(email)) return email;
  throw new UsageError([`${command}: --email: is not an e-mail address; write it as john.doe@example.com`]);
}

function isAddress(text: string): boolean {
  return /^[^\s@]+@\S+$/.test(text);
}
