import { type Ending, Onboard } from './onboard';

/** `onboard dev` with its sandbox, once it has started. */
export async function dev(
  cwd: string,
  options: readonly string[] = [],
): Promise<{ command: Onboard; endpoint: string }> {
  const command = new Onboard(['dev', ...options], { cwd });
  const [, endpoint = ''] = await command.says(
    /^Serving a sandbox \(CLIENT_ID is not set\): (http:\S+)\. It creates no real customers/m,
  );
  await command.says(/^Try /m);
  return { command, endpoint };
}

/** Presses Ctrl-C, which also stops the server if it has no other users. */
export async function interrupted(command: Onboard): Promise<Ending> {
  command.signal('SIGINT');
  return await command.ended;
}
