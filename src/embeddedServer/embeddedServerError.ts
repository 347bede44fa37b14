export type EmbeddedServerErrorKind =
  /** No source gave a usable Temporal CLI. */
  | 'programNotFound'
  /** The home cannot be made, written or is full. */
  | 'homeUnusable'
  /** A program that is none of ours has the database open. */
  | 'databaseInUse'
  /** The database is that of a newer server than the program carries. */
  | 'databaseTooNew'
  /** The database is that of an older server, and its rows do not fit the new schema; it is as it was. */
  | 'databaseNotUpgraded'
  /** A port that users of the server rely on is taken by a foreign program. */
  | 'portTaken'
  /** The program was started, and ended or stayed silent. */
  | 'notStarted';

/** The embedded server cannot be had. Nothing was started, or what was started has been stopped again. */
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
