export type EmbeddedServerErrorKind =
  /** No source has a usable Temporal CLI. */
  | 'programNotFound'
  /** The home cannot be created or written, or is full. */
  | 'homeUnusable'
  /** A foreign program has the database open. */
  | 'databaseInUse'
  /** The database belongs to a newer server than the program's. */
  | 'databaseTooNew'
  /** The rows of an older server's database do not fit the new schema. The database is unchanged. */
  | 'databaseNotUpgraded'
  /** A foreign program uses a port that users of the server rely on. */
  | 'portTaken'
  /** The program started, but ended or did not answer. */
  | 'notStarted';

/** There is no embedded server. Nothing was started, or it was stopped again. */
export class EmbeddedServerError extends Error {
  override readonly name = 'EmbeddedServerError';

  constructor(
    readonly kind: EmbeddedServerErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
