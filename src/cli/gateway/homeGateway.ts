import type { Logger } from 'pino';
import { type Gateway, GatewayError, KeyFileError } from '../../gateway';
import { findService, recordService } from '../homeServices';
import { say } from '../output';
import type { Session } from '../session';
import { type OpenGatewayOptions, startSessionGateway } from './openGateway';

type HomeGatewayOptions = Pick<OpenGatewayOptions, 'settings'> & { logger: Logger };

/**
 * The gateway of `onboard dev`: at the address that is set, or where that is taken, at a free port. Where another
 * command of this home serves one already, or it cannot listen, there is none, which is no reason to stop.
 */
export async function startHomeGateway(
  session: Session,
  options: HomeGatewayOptions,
): Promise<Gateway | undefined> {
  const { home } = options.settings.service;
  if ((await findService(home, 'gateway')) !== undefined) return undefined;
  try {
    const gateway = await startAtSomePort(session, options);
    await recordService(home, 'gateway', gateway.url);
    return gateway;
  } catch (error) {
    if (!(error instanceof GatewayError || error instanceof KeyFileError)) throw error;
    say(`There is no HTTP gateway: ${error.message}`);
    return undefined;
  }
}

async function startAtSomePort(session: Session, options: HomeGatewayOptions): Promise<Gateway> {
  const { address } = options.settings.gateway;
  try {
    return await startSessionGateway(session, { ...options, address });
  } catch (error) {
    if (!(error instanceof GatewayError) || error.kind !== 'portTaken') throw error;
    return await startSessionGateway(session, { ...options, address: { ...address, port: 0 } });
  }
}
