/** Why a request gets no payloads. The message goes to the caller, and repeats nothing secret. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly statusCode: 400 | 401 | 403 | 503,
    message: string,
  ) {
    super(message);
  }
}
