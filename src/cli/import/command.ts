import { Command, InvalidArgumentError, Option } from 'commander';
import { shellWord } from '../../contract/shellWord';
import { TABLE_NAMES } from '../../importFile/tables/tables';
import { terminalEnvironment } from '../terminal/environment';
import type { GivenLayout } from '../../importFile';
import { type ExitStatus, UsageError } from '../terminal/exit';
import { listenForInterruption, sayIfInterrupted } from '../terminal/interruption';
import type { ReadingOptions } from './readingOptions';
import { readClientSettings } from '../terminal/problems';

interface ImportOptions {
  format?: string;
  delimiter?: string;
  addresses?: string;
  map?: string;
  mapTemplate?: true;
  website?: Readonly<Record<string, number>>;
  store?: Readonly<Record<string, number>>;
  allowUnknown?: true;
  sendIncompleteAddresses?: true;
  check?: true;
  skipInvalid?: true;
  allowRefusals?: true;
  detach?: true;
  keep?: true;
  yes?: true;
  json?: true;
}

type End = (status: Promise<ExitStatus>) => Promise<void>;

export function importCommand(end: End): Command {
  return new Command('import')
    .enablePositionalOptions()
    .description('import customers from a file, each exactly once; safe to re-run: it resumes')
    .argument('<file>', 'CSV or JSON Lines, optionally gzipped; - reads standard input')
    .argument('[template]', 'with --map-template: the file to write (default: standard output)')
    .addOption(
      new Option('--format <format>', 'format of the file, if name and header do not determine it').choices([
        ...['csv', 'jsonl', ...TABLE_NAMES],
      ]),
    )
    .option(
      '--delimiter <character>',
      'delimiter of a CSV file, if the header does not determine it; \\t is a tab',
    )
    .option('--addresses <file>', "the addresses, with Magento's customer export")
    .option('--map <file>', 'a file that maps each column to a field')
    .option('--map-template', 'write a map file to fill in, and exit')
    .option('--website <code=id>', 'the ID of a website code in the file; repeatable', idOfCode)
    .option('--store <code=id>', 'the ID of a store view code in the file; repeatable', idOfCode)
    .option(
      '--allow-unknown',
      'accept unknown columns: send them unchanged, or, for files of other shops, skip those that cannot be custom attributes',
    )
    .option(
      '--send-incomplete-addresses',
      'send addresses that Commerce refuses by default: with a missing field or a long street',
    )
    .option('--check', 'validate every row, print a summary, and send nothing; needs no settings')
    .option('--skip-invalid', 'import the valid rows if some are invalid; the report lists the invalid ones')
    .option('--allow-refusals', 'continue if Commerce refuses all of the first rows for the same reason')
    .option('--detach', 'hand everything to the workers and exit; follow it with onboard import watch ID')
    .option('--keep', 'keep the histories of the chunks once the report is written')
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print JSON lines: progress, then the report')
    .addHelpText('after', '\nExample:\n  onboard import customers.csv --check')
    .action(async (file: string, template: string | undefined, options: ImportOptions) => {
      await end(importOrCheck(file, template, options));
    })
    .addCommand(ofImport('status', 'show the progress of an import', end))
    .addCommand(ofImport('watch', 'print the progress until the import has finished', end))
    .addCommand(ofImport('report', 'write the report of a finished import, for example after --detach', end))
    .addCommand(
      ofImport('cancel', 'cancel an import after its current rows; customers that were created remain', end),
    )
    .addCommand(listCommand(end));
}

/** Adds an ID such as `base=1` to those before it. */
function idOfCode(given: string, before: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [, code, id] = /^(\w{1,32})=([1-9]\d{0,8})$/.exec(given.trim()) ?? [];
  if (code === undefined) throw new InvalidArgumentError('must be a code and its ID, such as base=1');
  return { ...before, [code]: Number(id) };
}

async function importOrCheck(
  path: string,
  template: string | undefined,
  options: ImportOptions,
): Promise<ExitStatus> {
  if (options.mapTemplate) {
    const { writeMapTemplate } = await import('./writeMapTemplate.js');
    return await writeMapTemplate({ path, template, delimiter: delimiterOf(options) });
  }
  if (template !== undefined) throw new UsageError(['import: too many arguments; give one file']);
  return await (options.check ? check(path, options) : importFile(path, options));
}

async function check(path: string, options: ImportOptions): Promise<ExitStatus> {
  return await sayIfInterrupted('Nothing was sent.', async (interruption) => {
    const { checkFile } = await import('./checkFile.js');
    return await checkFile({ path, ...fileOptions(options), json: options.json === true, interruption });
  });
}

function fileOptions(options: ImportOptions): { layout: GivenLayout; reading: ReadingOptions } {
  const { format, map, addresses, website: websites = {}, store: stores = {} } = options;
  const isLayout = format === 'csv' || format === 'jsonl';
  // A map defines the columns, whatever the format.
  const table = format === 'csv' ? 'fields' : isLayout ? undefined : format;
  return {
    layout: {
      ...(format !== undefined && { format: format === 'jsonl' ? 'jsonl' : 'csv' }),
      delimiter: delimiterOf(options),
    },
    reading: {
      ...{ websites, stores },
      ...(table !== undefined && { table }),
      ...(map !== undefined && { map }),
      ...(addresses !== undefined && { addresses }),
      allowUnknown: options.allowUnknown === true,
      incompleteAddresses: options.sendIncompleteAddresses ? 'send' : 'leave out',
    },
  };
}

function delimiterOf({ delimiter }: ImportOptions): string | undefined {
  return delimiter?.replace('\\t', '\t');
}

async function importFile(path: string, options: ImportOptions): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const { service: settings, restEndpoint } = await readClientSettings(environment);
  return await sayIfInterrupted('Run the same command again to resume.', async (interruption) => {
    const { importFromFile } = await import('./importFromFile.js');
    return await importFromFile({
      ...{ path, environment, settings, restEndpoint, interruption },
      ...fileOptions(options),
      skipInvalid: options.skipInvalid === true,
      allowRefusals: options.allowRefusals === true,
      detach: options.detach === true,
      keep: options.keep === true,
      ask: options.yes !== true,
      json: options.json === true,
    });
  });
}

type Action = 'status' | 'watch' | 'report' | 'cancel';

function ofImport(action: Action, description: string, end: End): Command {
  return new Command(action)
    .description(description)
    .argument('<id>', "the import's ID")
    .option('--json', 'print JSON')
    .addHelpText('after', `\nExample:\n  onboard import ${action} 0123456789abcdef`)
    .action(async (id: string, { json }: { json?: true }) => {
      await end(actOn(action, id, json === true));
    });
}

function listCommand(end: End): Command {
  return new Command('list')
    .description('list imports, newest first')
    .option('--json', 'print JSON, one import a line')
    .addHelpText('after', '\nExample:\n  onboard import list')
    .action(async ({ json }: { json?: true }) => await end(list(json === true)));
}

async function list(json: boolean): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const { service: settings, restEndpoint } = await readClientSettings(environment);
  const interruption = listenForInterruption();
  const { listImports } = await import('./listImports.js');
  return await listImports({ environment, settings, restEndpoint, interruption, json });
}

async function actOn(action: Action, importId: string, json: boolean): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const { service: settings, restEndpoint } = await readClientSettings(environment);
  const then = `The import continues. See its status: onboard import status ${shellWord(importId)}`;
  return await sayIfInterrupted(then, async (interruption) => {
    const options = { importId, environment, settings, restEndpoint, interruption, json };
    switch (action) {
      case 'status':
      case 'watch': {
        const { showImport } = await import('./showImport.js');
        return await showImport({ ...options, watch: action === 'watch' });
      }
      case 'report': {
        const { reportImport } = await import('./reportImport.js');
        return await reportImport(options);
      }
      case 'cancel': {
        const { cancelImport } = await import('./cancelImport.js');
        return await cancelImport(options);
      }
    }
  });
}
