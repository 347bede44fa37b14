/** The part that is used here of a package that brings no types of its own. */
declare module 'fs-native-extensions' {
  /** Takes the kernel's lock on an open, writable file; false where another open file holds it. */
  export function tryLock(fileDescriptor: number): boolean;
}
