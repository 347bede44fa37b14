/** The part that is used here of a package that brings no types of its own. */
declare module 'fs-native-extensions' {
  /**
   * Takes the kernel's lock on an open, writable file, or on some of its bytes; false where another open file, or
   * another process, holds it.
   */
  export function tryLock(fileDescriptor: number, offset?: number, length?: number): boolean;
}
