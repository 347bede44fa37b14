export { type Chunk, chunksOf } from './chunksOf';
export { type ImportFile, type OpenOptions, openImportFile } from './importFile';
export { ImportFileError } from './importFileError';
export { judge, type Judgement, type JudgeOptions } from './judge';
export { judgedRows } from './judgedRows';
export type { FileFormat, GivenLayout, Layout } from './layout';
export type { BadRow, GoodRow, ReadRow, RowPlace } from './readRow';
export { readRows } from './readRows';
export { type Reports, writeReports } from './report/writeReports';
