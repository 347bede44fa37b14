/** An error of a system call, such as `ENOENT` of `open`. */
export interface SystemError {
  code: string;
  syscall: string;
  message: string;
}

/** The code of an error of Node or the operating system, such as `ENOENT`; undefined if it has none. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}

/** Checked by its shape: such errors do not belong to the realm in which a test runs. */
export function isSystemError(error: unknown): error is SystemError {
  return typeof error === 'object' && error !== null && 'code' in error && 'syscall' in error;
}
