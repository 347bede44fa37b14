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
  /** Ask before anything is sent. */
  ask: boolean;
  /** Only report on this import, and send nothing; a file that is another import is refused. */
  reportOf?: string;
  /** Go on where the first rows are all refused alike. */
  allowRefusals: boolean;
  json: boolean;
  interruption: AbortSignal;
}

/** An import that is about to be run: its file judged, its place in the home known. */
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
