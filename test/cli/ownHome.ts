import { type Sandbox, startSandbox } from '../../src/sandbox';
import { findServerProcess } from '../../src/embeddedServer/findServerProcess';
import { homeAt } from '../../src/embeddedServer/home';
import { withHome } from '../embeddedServer/temporaryHome';
import { folderWith, Onboard } from './onboard';

/** A sandbox, and an empty home, whose server only the commands of one test start and stop. */
export interface OwnHome {
  readonly sandbox: Sandbox;
  readonly folder: string;
  /** Starts a command there. */
  command(args: readonly string[], input?: string): Onboard;
  /** Whether a server runs on the home's database, recorded or not. */
  serverRuns(): Promise<boolean>;
}

export async function withOwnHome(
  test: (home: OwnHome) => Promise<void>,
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  const cwd = await folderWith();
  const commands: Onboard[] = [];
  await withHome(async (folder) => {
    const sandbox = await startSandbox();
    const env = { ...sandbox.settings, ...settings, ONBOARDING_HOME: folder };
    try {
      await test({
        sandbox,
        folder,
        command: (args, input = '') => {
          const command = new Onboard(args, { cwd, env, input });
          commands.push(command);
          return command;
        },
        serverRuns: async () => (await findServerProcess(homeAt(folder).database)) !== null,
      });
    } finally {
      // A command that a failed test left running would start the server again.
      for (const command of commands) command.signal('SIGKILL');
      await Promise.all(commands.map((command) => command.ended));
      await sandbox.stop();
    }
  });
}
