/** A service that is needed cannot be reached; nothing was started. */
export class ServiceUnreachable extends Error {
  override readonly name = 'ServiceUnreachable';
}

/** The server answers, and has no namespace of this name; one that was just made is not known to all its services yet. */
export class NamespaceNotFound extends ServiceUnreachable {
  constructor(namespace: string) {
    super(`Temporal has no namespace ${namespace}`);
  }
}
