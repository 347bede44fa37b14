import { Command, Option } from 'commander';
import { terminalEnvironment } from './environment';
import { EXIT, type ExitStatus } from './exit';
import { isInterruption, listenForInterruption } from './interruption';
import { say } from './output';
import { readClientSettings } from './problems';

interface ImportOptions {
  format?: 'csv' | 'jsonl';
  delimiter?: string;
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
    .addOption(new Option('--format <format>', 'where the name does not tell').choices(['csv', 'jsonl']))
    .option('--delimiter <character>', 'of CSV, where the header does not tell; \\t is a tab')
    .option('--check', 'judge every row, and send nothing')
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
    .action(async (file: string, options: ImportOptions) => await end(importFile(file, options)))
    .addCommand(ofImport('status', 'how far an import is', end))
    .addCommand(ofImport('watch', 'the same, until it has finished', end))
    .addCommand(
      ofImport('report', 'write the report of one whose rows are done, such as one that was detached', end),
    )
    .addCommand(ofImport('cancel', 'end it between its rows; what was made stays', end))
    .addCommand(listCommand(end));
}

async function importFile(path: string, options: ImportOptions): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const { service: settings, restEndpoint } = await readClientSettings(environment);
  const interruption = listenForInterruption();
  const { importHere } = await import('./import/importHere.js');
  try {
    return await importHere({
      ...{ path, environment, settings, restEndpoint, interruption },
      layout: { format: options.format, delimiter: options.delimiter?.replace('\\t', '\t') },
      check: options.check === true,
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
