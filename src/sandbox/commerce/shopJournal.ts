import { constants, fstatSync, ftruncateSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import * as z from 'zod';
import { openPrivateFile } from '../../files/privateFile';
import { customerRowSchema, lastNumbersSchema } from './customerTable';

const mailSchema = z.strictObject({
  /** `set-your-password` to a customer without a password, `welcome` to one with a password. */
  kind: z.enum(['set-your-password', 'welcome', 'newsletter']),
  to: z.string(),
  customerId: z.int(),
});

/** A mail that the shop sent. */
export type Mail = Readonly<z.infer<typeof mailSchema>>;

const changeSchema = z.union([
  z.strictObject({ put: customerRowSchema }),
  z.strictObject({ removed: z.int() }),
  z.strictObject({ mail: mailSchema }),
  /** Everything is removed except the last IDs. */
  z.strictObject({ cleared: lastNumbersSchema }),
]);

/** A change of the shop, in the form of a line of its file. */
export type ShopChange = Readonly<z.infer<typeof changeSchema>>;

/**
 * Everything that a shop has committed, one line each, so that a restarted sandbox continues with it. A change is in
 * the file before its request is answered, and survives a killed process.
 */
export class ShopJournal {
  private constructor(
    private readonly handle: FileHandle,
    /** The content of the file when it was opened. */
    readonly changes: readonly ShopChange[],
  ) {}

  /**
   * Opens the file, and creates it if it is missing.
   * @throws Error if it has other content; UnsafePathError
   */
  static async open(file: string): Promise<ShopJournal> {
    const { O_RDWR, O_APPEND, O_CREAT } = constants;
    const handle = await openPrivateFile(file, O_RDWR | O_APPEND | O_CREAT);
    try {
      const text = await handle.readFile('utf8');
      // The last line is incomplete if the disk was full or the machine lost power.
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      ftruncateSync(handle.fd, Buffer.byteLength(whole));
      return new ShopJournal(handle, changesOf(whole, file));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  append(change: ShopChange): void {
    const { fd } = this.handle;
    if ('cleared' in change) ftruncateSync(fd);
    const { size } = fstatSync(fd);
    try {
      writeFileSync(fd, `${JSON.stringify(change)}\n`);
    } catch (error) {
      // When the disk is full, a part of the line may be in the file, and the next line would follow it.
      ftruncateSync(fd, size);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

function changesOf(text: string, file: string): ShopChange[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      const parsed = changeSchema.safeParse(parsedJson(line));
      if (parsed.success) return parsed.data;
      throw new Error(
        `${file}, line ${index + 1}, is not what this version of the sandbox keeps; delete the file, and with it the sandbox's customers`,
      );
    });
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
