/** Types for the functions that we use: the package has none. */
declare module 'fs-native-extensions' {
  /**
   * Takes the kernel's lock on an open, writable file or on a range of it. Returns false if another open file or
   * another process holds it.
   */
  export function tryLock(fileDescriptor: number, offset?: number, length?: number): boolean;
}
