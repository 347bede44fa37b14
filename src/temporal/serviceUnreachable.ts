/** A service that is needed cannot be reached; nothing was started. */
export class ServiceUnreachable extends Error {
  override readonly name = 'ServiceUnreachable';
}
