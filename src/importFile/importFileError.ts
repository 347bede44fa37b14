/** What is wrong with a file as a whole: nothing of it is imported. Its sentence repeats no cell. */
export class ImportFileError extends Error {
  override readonly name = 'ImportFileError';

  /** @param problem to be read after the file's name, such as `line 3: is not UTF-8 at byte 41; save it as UTF-8` */
  constructor(
    readonly fileName: string,
    readonly problem: string,
  ) {
    super(`${fileName}: ${problem}`);
  }
}
