import { Command } from 'commander';
import { loadEnvironment } from '../../settings';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { listenForInterruption, untilAborted } from '../terminal/interruption';
import { print, printJson, say } from '../terminal/output';
import { parsePort } from '../terminal/optionValues';
import { readCodecServerSettings } from '../terminal/problems';

interface CodecServerOptions {
  host?: string;
  port?: number;
  json?: true;
}

export function codecServerCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('codec-server')
    .description('serve decoded payloads to the Temporal UI and CLI until SIGTERM or Ctrl-C')
    .option('--host <host>', 'host to listen on; other than loopback only with authentication', '127.0.0.1')
    .option(
      '--port <port>',
      'port to listen on (default: the one that the UI of the embedded server uses, or 8081)',
      parsePort,
    )
    .option('--json', 'print the address as one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  ONBOARDING_CODEC_ORIGINS=https://temporal.example.com onboard codec-server',
    )
    .action(async (options: CodecServerOptions) => await end(serve(options)));
}

async function serve({ json, ...options }: CodecServerOptions): Promise<ExitStatus> {
  const environment = loadEnvironment();
  const settings = await readCodecServerSettings(environment);
  const interruption = listenForInterruption();
  const { openCodecServer } = await import('./openCodecServer.js');
  const server = await openCodecServer({ environment, ...settings, ...options });
  const { url, origins } = server;
  if (json) printJson({ url });
  else print(url);
  const pages =
    origins.length === 0 ? 'no web page (ONBOARDING_CODEC_ORIGINS is not set)' : origins.join(', ');
  say(`Decoding for ${pages}, and for programs such as the Temporal CLI; until Ctrl-C.`);
  await untilAborted(interruption);
  await server.close();
  return EXIT.done;
}
