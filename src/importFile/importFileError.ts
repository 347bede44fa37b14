/** A mistake because of which nothing of the file is imported. The message repeats no cell. */
export class ImportFileError extends Error {
  override readonly name = 'ImportFileError';

  /** @param problem to read after the file's name, such as `line 3: is not UTF-8 at byte 41; save it as UTF-8` */
  constructor(
    readonly fileName: string,
    readonly problem: string,
  ) {
    super(`${fileName}: ${problem}`);
  }
}
