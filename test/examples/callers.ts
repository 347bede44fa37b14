import { resolve } from 'node:path';
import type { OnboardingResult } from '../../src/contract/onboarding';
import { encryptionKeyText } from '../../src/temporal/encryption';
import { MAIN } from '../cli/onboard';
import type { GatewayStage } from '../gateway/stage';
import { SUITE_KEYS } from '../setup/temporal';
import { goExample } from './go';
import { packedLibrary } from './library';
import { pythonExample } from './python';
import { type Program, runProgram } from './runProgram';

/** A way to onboard the customer in a JSON file. */
export interface Caller {
  readonly name: string;
  onboard(inputFile: string, place: CallersPlace): Promise<Answer>;
}

export interface CallersPlace {
  readonly stage: GatewayStage;
  /** A key of the gateway. */
  readonly apiKey: string;
  /** Default: the stage's queue. */
  readonly restEndpoint?: string;
}

export type Answer =
  | { readonly kind: 'done'; readonly result: OnboardingResult }
  /** Its message about the failure. */
  | { readonly kind: 'failed'; readonly words: string };

export const PYTHON = program('Python', () => pythonExample());
export const GO = program('Go', goExample);
export const HTTP = program(
  'HTTP',
  async () => ({ command: resolve(__dirname, '../../examples/http/onboard.sh'), args: [] }),
  (stdout) => (JSON.parse(stdout) as { result: OnboardingResult }).result,
);

/** The folder `examples`. */
export const EXAMPLES: readonly Caller[] = [PYTHON, GO, HTTP];

const COMMAND = program(
  'the command',
  async () => ({ command: process.execPath, args: [MAIN, 'start', '--wait', '--json'] }),
  (stdout) => {
    const {
      workflowId: _,
      status: _status,
      ...result
    } = JSON.parse(stdout) as OnboardingResult & {
      workflowId: string;
      status: string;
    };
    return result;
  },
);

/** Runs in a project of its own, which has installed the package. */
export const LIBRARY = program('TypeScript', packedLibrary);

export const CALLERS: readonly Caller[] = [...EXAMPLES, COMMAND, LIBRARY];

/** A program that prints its result and exits with 0, or prints the failure on standard error and exits with 1. */
function program(
  name: string,
  prepare: () => Promise<Program>,
  resultIn = (stdout: string) => JSON.parse(stdout) as OnboardingResult,
): Caller {
  let prepared: Promise<Program> | undefined;
  return {
    name,
    onboard: async (inputFile, place) => {
      const { command, args, env } = await (prepared ??= prepare());
      const { status, stdout, stderr } = await runProgram({
        command,
        args: [...args, inputFile],
        env: { ...env, ...settingsOf(place) },
      });
      if (status === 0) return { kind: 'done', result: resultIn(stdout) };
      if (status === 1 && stdout === '') return { kind: 'failed', words: stderr };
      throw new Error(`${name} ended with ${status}:\n${stdout}\n${stderr}`);
    },
  };
}

function settingsOf({ stage, apiKey, restEndpoint }: CallersPlace): Record<string, string> {
  return {
    TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
    ONBOARDING_ENCRYPTION_KEYS: SUITE_KEYS.map(encryptionKeyText).join(','),
    ONBOARDING_TASK_QUEUE: stage.taskQueue,
    REST_ENDPOINT: restEndpoint ?? stage.sandbox.settings.REST_ENDPOINT,
    GATEWAY_URL: stage.gateway.url,
    GATEWAY_KEY: apiKey,
  };
}
