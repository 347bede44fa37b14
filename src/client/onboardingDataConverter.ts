import type { DataConverter } from '@temporalio/client';
import { type Environment, loadEnvironment, readEncryption } from '../settings';
import { createDataConverter } from '../temporal/dataConverter';
import { encryptionOfServer } from './temporalEnvironment';

/**
 * The data converter for your own Temporal `Client`. It encrypts what it sends to the workers, and decrypts what they
 * send.
 * @param environment contains `ONBOARDING_ENCRYPTION_KEYS` and `ONBOARDING_ENCRYPTION`. Default: the environment of the
 * process
 * @throws SettingsError if there is no key, or it is wrong
 */
export function onboardingDataConverter(environment: Environment = loadEnvironment()): DataConverter {
  return createDataConverter(encryptionOfServer(readEncryption(environment)));
}
