import type { ImportFile, FileValidation } from '../../importFile';
import type { ImportRecord } from './importRecord';
import type { GivenFile } from './withImportFile';
import type { InterruptibleCommandOptions } from '../terminal/withSession';

export interface ImportFromFileOptions extends GivenFile, InterruptibleCommandOptions {
  restEndpoint: string;
  skipInvalid: boolean;
  detach: boolean;
  keep: boolean;
  /** Ask for confirmation before anything is sent. */
  ask: boolean;
  /** Only report on this import and send nothing; refuse a file that is a different import. */
  reportOf?: string;
  /** Continue if the first rows are all refused for the same reason. */
  allowRefusals: boolean;
}

/** An import that is ready to run: its file is validated, and its record exists. */
export interface Import {
  readonly file: ImportFile;
  readonly validation: FileValidation;
  readonly record: ImportRecord;
}

/** Options of the sub-commands that take the ID of an import. */
export interface ImportActionOptions extends InterruptibleCommandOptions {
  importId: string;
  restEndpoint: string;
}
