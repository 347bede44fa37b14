import { Command, InvalidArgumentError, Option } from 'commander';
import { TABLE_NAMES } from '../importFile/tables/tables';
import { terminalEnvironment } from './environment';
import type { GivenLayout } from '../importFile';
import { EXIT, type ExitStatus, UsageError } from './exit';
import { isInterruption, listenForInterruption } from './interruption';
import { say } from './output';
import type { ReadingOptions } from './import/readingOptions';
import { readClientSettings } from './problems';

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
    .description('many customers from a file, each made once; the same command goes on where it was')
    .argument('<file>', 'CSV or JSON Lines, zipped or not; - is standard input')
    .argument('[template]', 'with --map-template: the file to write, where it is not standard output')
    .addOption(
      new Option('--format <format>', 'where name and header do not say it').choices([
        ...['csv', 'jsonl', ...TABLE_NAMES],
      ]),
    )
    .option('--delimiter <character>', 'of CSV, where the header does not tell; \\t is a tab')
    .option('--addresses <file>', "the addresses, with Magento's customer export")
    .option('--map <file>', 'what each column of the file is')
    .option('--map-template', 'write such a file to fill in, and do nothing else')
    .option('--website <code=id>', 'the ID of a website of the file; once for each', idOfCode)
    .option('--store <code=id>', 'the ID of a store view of the file; once for each', idOfCode)
    .option(
      '--allow-unknown',
      'go on with unknown columns: sent as they are, or, in a file of another shop, left out where they can be no custom attribute',
    )
    .option(
      '--send-incomplete-addresses',
      'send addresses that Commerce refuses by default: without a field, or with a long street',
    )
    .option('--check', 'validate every row, print a summary, and send nothing; needs no settings')
    .option('--skip-invalid', 'import the other rows where some are bad; those stand in the report')
    .option(
      '--allow-refusals',
      'continue where the first rows are all refused alike, which stops it otherwise',
    )
    .option('--detach', 'hand everything to the workers and end; onboard import watch ID goes on')
    .option('--keep', 'keep the histories of the chunks once the report is written')
    .option('--yes', 'do not ask before anything is sent')
    .option('--json', 'print JSON: lines of progress, the last one with the report')
    .addHelpText('after', '\nExample:\n  onboard import customers.csv --check')
    .action(async (file: string, template: string | undefined, options: ImportOptions) => {
      await end(importOrCheck(file, template, options));
    })
    .addCommand(ofImport('status', 'how far an import is', end))
    .addCommand(ofImport('watch', 'the same, until it has finished', end))
    .addCommand(
      ofImport('report', 'write the report of one whose rows are done, such as one that was detached', end),
    )
    .addCommand(ofImport('cancel', 'end it between its rows; what was made stays', end))
    .addCommand(listCommand(end));
}

/** Adds `base=1` to the IDs before it. */
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
    const { writeMapTemplate } = await import('./import/writeMapTemplate.js');
    return await writeMapTemplate({ path, template, delimiter: delimiterOf(options) });
  }
  if (template !== undefined) throw new UsageError(['import: too many arguments; give one file']);
  return await (options.check ? check(path, options) : importFile(path, options));
}

async function check(path: string, options: ImportOptions): Promise<ExitStatus> {
  const interruption = listenForInterruption();
  const { checkFile } = await import('./import/checkFile.js');
  try {
    return await checkFile({ path, ...fileOptions(options), json: options.json === true, interruption });
  } catch (error) {
    if (!isInterruption(error)) throw error;
    return EXIT.interrupted;
  }
}

function fileOptions(options: ImportOptions): { layout: GivenLayout; reading: ReadingOptions } {
  const { format, map, addresses, website: websites = {}, store: stores = {} } = options;
  const isLayout = format === 'csv' || format === 'jsonl';
  // A map says what the columns are, whatever the format.
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
  const interruption = listenForInterruption();
  const { importHere } = await import('./import/importHere.js');
  try {
    return await importHere({
      ...{ path, environment, settings, restEndpoint, interruption },
      ...fileOptions(options),
      skipInvalid: options.skipInvalid === true,
      allowRefusals: options.allowRefusals === true,
      detach: options.detach === true,
      keep: options.keep === true,
      ask: options.yes !== true,
      json: options.json === true,
    });
  } catch (error) {
    if (!isInterruption(error)) throw error;
    say('Interrupted. The same command goes on where it was.');
    return EXIT.interrupted;
  }
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
    .description('the imports that the server knows, newest first')
    .option('--json', 'print JSON, one import a line')
    .addHelpText('after', '\nExample:\n  onboard import list')
    .action(async ({ json }: { json?: true }) => await end(list(json === true)));
}

async function list(json: boolean): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const { service: settings, restEndpoint } = await readClientSettings(environment);
  const interruption = listenForInterruption();
  const { listImports } = await import('./import/listImports.js');
  return await listImports({ environment, settings, restEndpoint, interruption, json });
}

async function actOn(action: Action, importId: string, json: boolean): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const { service: settings, restEndpoint } = await readClientSettings(environment);
  const interruption = listenForInterruption();
  const options = { importId, environment, settings, restEndpoint, interruption, json };
  try {
    switch (action) {
      case 'status':
      case 'watch': {
        const { tellImport } = await import('./import/tellImport.js');
        return await tellImport({ ...options, watch: action === 'watch' });
      }
      case 'report': {
        const { reportImport } = await import('./import/reportImport.js');
        return await reportImport(options);
      }
      case 'cancel': {
        const { cancelImport } = await import('./import/cancelImport.js');
        return await cancelImport(options);
      }
    }
  } catch (error) {
    if (!isInterruption(error)) throw error;
    say(`Interrupted. The import goes on; how it stands: onboard import status ${importId}`);
    return EXIT.interrupted;
  }
}
