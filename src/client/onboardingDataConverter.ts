import type { DataConverter } from '@temporalio/client';
import { type Environment, loadEnvironment, readEncryption } from '../settings';
import { createDataConverter } from '../temporal/dataConverter';
import { encryptionOfServer } from './temporalEnvironment';

/**
 * The data converter for a Temporal `Client` of your own: it encrypts what is sent to the workers, and reads what
 * they encrypted.
 * @param environment where `ONBOARDING_ENCRYPTION_KEYS` and `ONBOARDING_ENCRYPTION` stand. Default: the process's
 * @throws SettingsError where there is no key, or it is not right
 */
export function onboardingDataConverter(environment: Environment = loadEnvironment()): DataConverter {
  return createDataConverter(encryptionOfServer(readEncryption(environment)));
}
