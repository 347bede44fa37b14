import type { FileHandle } from 'node:fs/promises';
import { blocksOf, openScratchFile } from '../scratchFile';

const COUNT = 64;
const BUFFERED_BYTES = 4 * 1024;

/** Records that do not fit into memory together, divided so that each part does. A part keeps their order. */
export interface Partitions {
  readonly count: number;
  add(partition: number, record: Buffer): Promise<void>;
  /** Can be called once: it closes the partition. */
  take(partition: number): Promise<Buffer>;
  /** Closes the partitions that were not taken. */
  close(): Promise<void>;
}

export function openPartitions(folder: string): Partitions {
  const partitions = Array.from({ length: COUNT }, () => new Partition(folder));
  const at = (partition: number) => {
    const found = partitions[partition];
    if (found === undefined) throw new RangeError(`there is no partition ${partition}`);
    return found;
  };
  return {
    count: COUNT,
    add: async (partition, record) => {
      await at(partition).add(record);
    },
    take: async (partition) => await at(partition).take(),
    close: async () => {
      await Promise.all(partitions.map(async (partition) => await partition.close()));
    },
  };
}

/** Opens a file only if its records do not fit into the buffer. */
class Partition {
  private buffered: Buffer[] = [];
  private bufferedBytes = 0;
  private handle: FileHandle | undefined;

  constructor(private readonly folder: string) {}

  async add(record: Buffer): Promise<void> {
    this.buffered.push(record);
    this.bufferedBytes += record.length;
    if (this.bufferedBytes < BUFFERED_BYTES) return;
    this.handle ??= await openScratchFile(this.folder);
    await this.handle.appendFile(Buffer.concat(this.buffered));
    this.buffered = [];
    this.bufferedBytes = 0;
  }

  async take(): Promise<Buffer> {
    const blocks: Buffer[] = [];
    if (this.handle !== undefined) for await (const block of blocksOf(this.handle)) blocks.push(block);
    const records = Buffer.concat([...blocks, ...this.buffered]);
    await this.close();
    return records;
  }

  async close(): Promise<void> {
    this.buffered = [];
    await this.handle?.close();
    this.handle = undefined;
  }
}
