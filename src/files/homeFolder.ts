import { isSystemError } from './systemError';
import { usePrivateFolder } from './privateFolder';
import { UnsafePathError } from './unsafePath';

/** The home cannot be created, cannot be written to, or is not safe. Nothing was written. */
export class HomeFolderError extends Error {
  override readonly name = 'HomeFolderError';
}

/**
 * Creates the home, and the folders of these names one below the other, where they are missing.
 * @returns the innermost folder
 * @throws HomeFolderError, which names the setting
 */
export async function useHomeFolder(home: string, ...below: readonly string[]): Promise<string> {
  try {
    return await usePrivateFolder(home, ...below);
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof UnsafePathError)) throw error;
    throw new HomeFolderError(
      `Nothing can be kept in ${home}: ${error.message}. ` +
        'Set ONBOARDING_HOME to a folder that you may write to; in a container, mount a volume there.',
      { cause: error },
    );
  }
}
