import { GatewayError, KeyFileError } from '../../gateway';
import { UsageError } from '../terminal/exit';

/** @throws UsageError if the gateway cannot listen as configured, or its keys cannot be read */
export async function withUsageErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GatewayError || error instanceof KeyFileError) {
      throw new UsageError([`gateway: ${error.message}`]);
    }
    throw error;
  }
}
