import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { readJsonFile, writeJsonFile } from '../files/jsonFile';
import { identifyProcess, isAlive, processIdentitySchema } from './processIdentity';

/** Registers this process as a user of the server, once per call. @returns the file of the registration */
export async function registerUser(folder: string): Promise<string> {
  const file = path.join(folder, `${process.pid}-${randomBytes(4).toString('hex')}.json`);
  const self = identifyProcess(process.pid);
  if (self === null) throw new Error('This process cannot find itself in the list of processes.');
  await writeJsonFile(file, self);
  return file;
}

export async function removeUser(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** The names that `registerUser` makes, and those of their unfinished drafts. */
const USER_FILE = /^\d+-[0-9a-f]{8}\.json/;

/** The files of users whose process is running. Removes those of other users, and nothing else. */
export async function livingUsers(folder: string): Promise<string[]> {
  const files = (await readdir(folder))
    .filter((name) => USER_FILE.test(name))
    .map((name) => path.join(folder, name));
  const living: string[] = [];
  for (const file of files) {
    const user = await readJsonFile(file, processIdentitySchema);
    if (user !== null && isAlive(user)) living.push(file);
    else await removeUser(file);
  }
  return living;
}
