/** Why a request is not answered with payloads. Its message goes to whoever asked, and repeats nothing secret. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly statusCode: 400 | 401 | 403 | 503,
    message: string,
  ) {
    super(message);
  }
}
