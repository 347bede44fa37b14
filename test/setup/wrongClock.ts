import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The environment of a process whose wall clock is off, with Debian's libfaketime. @throws if the library is not
 * installed
 */
export function environmentWithClock(offsetSeconds: number): Record<string, string> {
  if (offsetSeconds === 0) return {};
  const library = fakeTimeLibrary();
  if (library === undefined) throw new Error('libfaketime is missing (Debian: apt-get install faketime)');
  const sign = offsetSeconds > 0 ? '+' : '-';
  return {
    LD_PRELOAD: library,
    FAKETIME: `${sign}${Math.abs(offsetSeconds)}s`,
    DONT_FAKE_MONOTONIC: '1',
  };
}

export function fakeTimeLibrary(): string | undefined {
  const folders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'];
  return folders
    .map((folder) => join(folder, 'faketime/libfaketimeMT.so.1'))
    .find((file) => existsSync(file));
}
