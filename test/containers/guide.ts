import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../deployment/composeFile';

/** Where the guide has the commands of each step that `npm run test:containers` follows. */
export const GUIDE_STEPS = {
  secrets: 'Set up 0',
  gatewayKey: 'Set up 1',
  up: 'Set up 2',
  firstCustomer: 'Set up 3',
  commands: 'Run commands 0',
  import: 'Run commands 1',
  workers: 'Change the number of workers 0',
  upgrade: 'Upgrade 0',
  newSecret: 'Upgrade 1',
  backUp: 'Back up and restore 0',
  restore: 'Back up and restore 1',
} as const;

export type GuideStep = keyof typeof GUIDE_STEPS;

/** The other commands of the guide, with the reason why no step needs them. */
export const STEPS_LEFT_OUT: Readonly<Record<string, string>> = {
  'Back up and restore 2':
    'needs an onboarding without history; test/deployment/backup.long.test.ts makes one and runs this command',
};

/** The commands of docs/guides/deploy.md: by the heading that they follow, and their number below it. */
export function guideCommands(): ReadonlyMap<string, string> {
  const page = readFileSync(join(repository, 'docs/guides/deploy.md'), 'utf8');
  const blocks = page.split(/^##+ /m).flatMap((section) => {
    const [heading = ''] = section.split('\n');
    const commands = [...section.matchAll(/^```sh\n([^]*?)^```$/gm)];
    return commands.map(([, text = ''], index) => [`${heading} ${index}`, text] as const);
  });
  return new Map(blocks);
}

/** @throws Error if the guide no longer has the step */
export function commandsOf(step: GuideStep): string {
  const commands = guideCommands().get(GUIDE_STEPS[step]);
  if (commands === undefined) throw new Error(`docs/guides/deploy.md has no commands "${GUIDE_STEPS[step]}"`);
  return commands;
}
