import type { GivenLayout, ImportFile, FileValidation } from '../../importFile';
import type { Environment, ServiceSettings } from '../../settings';
import type { ReadingOptions } from './readingOptions';
import type { ImportRecord } from './importRecord';

export interface ImportFromFileOptions {
  /** `-`: standard input. */
  path: string;
  layout: GivenLayout;
  reading: ReadingOptions;
  environment: Environment;
  settings: ServiceSettings;
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
  json: boolean;
  interruption: AbortSignal;
}

/** An import that is ready to run: its file is validated, and its record exists. */
export interface Import {
  readonly file: ImportFile;
  readonly validation: FileValidation;
  readonly record: ImportRecord;
}

/** Options of the sub-commands that take the ID of an import. */
export interface ImportActionOptions {
  importId: string;
  environment: Environment;
  settings: ServiceSettings;
  restEndpoint: string;
  interruption: AbortSignal;
  json: boolean;
}
