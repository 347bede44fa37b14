import type { Logger } from 'pino';
import { type Gateway, GatewayError, KeyFileError } from '../../gateway';
import { findService, lastPort, recordService } from '../terminal/homeServices';
import { say } from '../terminal/output';
import type { Session } from '../terminal/session';
import { type OpenGatewayOptions, startSessionGateway } from './openGateway';

interface HomeGatewayOptions extends Pick<OpenGatewayOptions, 'settings'> {
  logger: Logger;
  /** The address comes from a setting and is not the default. */
  isAddressSet: boolean;
}

/**
 * Starts the gateway of `onboard dev` at the configured address, else at its last port, else at the default port, else
 * at a free port. Returns undefined if another command of this home runs one, or it cannot listen: `onboard dev` works
 * without it.
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
    say(`The HTTP gateway did not start: ${error.message}`);
    return undefined;
  }
}

async function startAtSomePort(session: Session, options: HomeGatewayOptions): Promise<Gateway> {
  const { gateway, service } = options.settings;
  const { address } = gateway;
  const kept = options.isAddressSet ? undefined : await lastPort(service.home, 'gateway');
  // Port 0 means any free port.
  for (const port of new Set([...(kept === undefined ? [] : [kept]), address.port])) {
    const started = await startUnlessTaken(session, { ...options, address: { ...address, port } });
    if (started) return started;
  }
  const started = await startSessionGateway(session, { ...options, address: { ...address, port: 0 } });
  say(
    `Port ${address.port} is in use by another program: the gateway now uses ${started.url}. ` +
      'Set ONBOARDING_GATEWAY_ADDRESS for another address.',
  );
  return started;
}

async function startUnlessTaken(
  session: Session,
  options: HomeGatewayOptions & Pick<OpenGatewayOptions, 'address'>,
): Promise<Gateway | undefined> {
  try {
    return await startSessionGateway(session, options);
  } catch (error) {
    if (error instanceof GatewayError && error.kind === 'portTaken') return undefined;
    throw error;
  }
}
