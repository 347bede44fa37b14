import { list } from './list';
import type { Operation } from './operation';
import { retry } from './retry';
import { show } from './show';
import { start } from './start';

/** All operations, in the order of the documents. */
export const OPERATIONS: readonly Operation[] = [start, list, show, retry];

export type { Backend, Guesses, Operation } from './operation';
