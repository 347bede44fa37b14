/** A required service cannot be reached, and nothing was started. */
export class ServiceUnreachable extends Error {
  override readonly name = 'ServiceUnreachable';
}

/** The server answers, but has no namespace of this name; a new one is not known to all its services yet. */
export class NamespaceNotFound extends ServiceUnreachable {
  constructor(namespace: string) {
    super(`Temporal has no namespace ${namespace}`);
  }
}

/** Temporal refuses this client, or this client the server: a key, a certificate or a right is wrong. */
export class AccessRefused extends Error {
  override readonly name = 'AccessRefused';
}
