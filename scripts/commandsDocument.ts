import type { Command } from 'commander';
import { createProgram } from '../src/cli/program';

const WIDTH = 100;

/** `docs/reference/commands.md`: the help of every command. */
export function commandsDocument(): string {
  const sections = createProgram()
    .commands.filter(isOurs)
    .flatMap((command) => sectionsOf(command, 2));
  return [INTRODUCTION, ...sections].join('\n');
}

/** The output of `--help` for every command. */
export function helpTexts(): readonly string[] {
  const program = createProgram();
  return [program, ...program.commands.filter(isOurs).flatMap(withSubcommands)].map(helpText);
}

function sectionsOf(command: Command, level: number): string[] {
  const heading = `${'#'.repeat(level)} ${fullName(command)}`;
  return [
    `${heading}\n\n\`\`\`text\n${helpText(command)}\n\`\`\`\n`,
    ...command.commands.filter(isOurs).flatMap((subcommand) => sectionsOf(subcommand, level + 1)),
  ];
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.filter(isOurs).flatMap(withSubcommands)];
}

/** Commander adds the command `help` itself. */
function isOurs(command: Command): boolean {
  return command.name() !== 'help';
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}

function helpText(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => (text += part),
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.trim();
}

const INTRODUCTION = `<!-- Made by \`npm run docs\` from src/cli. -->

# Commands

\`onboard\` is the installed command. In a clone, write \`npx commerce-onboarding\` instead.

- \`--json\` makes every command that reports something print JSON.
- \`--email -\` reads an address from standard input, because other users can see the arguments of a command.
- Starting a customer whose onboarding is running or done returns that onboarding. A different input for the same customer is
  refused (\`InputDiffers\`, exit status 2), and the message names the fields.

| exit status | meaning |
| --- | --- |
| 0 | done |
| 1 | the onboarding failed: standard error has the type, the message of the service and what to do |
| 2 | wrong usage, settings or input: standard error lists every mistake; nothing was sent. Or Temporal refuses the key or certificate: the message names the setting |
| 3 | Temporal cannot be reached; nothing was started |
| 130 | interrupted |
`;
