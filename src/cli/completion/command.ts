import { Argument, Command } from 'commander';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { print } from '../terminal/output';

const SHELLS = ['bash', 'zsh'] as const;

type Shell = (typeof SHELLS)[number];

export function completionCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('completion')
    .description('print a completion script for commands, options and their values')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText(
      'after',
      '\nExample:\n  onboard completion bash >> ~/.bashrc\n  onboard completion zsh >> ~/.zshrc',
    )
    .action(async (shell: Shell, _options: object, command: Command) => {
      const program = command.parent ?? command;
      await end(Promise.resolve(program).then((root) => printScript(shell, root)));
    });
}

function printScript(shell: Shell, program: Command): ExitStatus {
  // zsh accepts functions in bash's form only after this.
  if (shell === 'zsh')
    print('autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit');
  print(scriptOf(program));
  return EXIT.done;
}

/** An argument without known values completes to file names. */
function scriptOf(program: Command): string {
  const commands = commandsOf(program, '');
  const paths = commands.map(({ path }) => path).filter((path) => path !== '');
  const choices = commands.flatMap(({ path, command }) => choicesOf(path, command));
  return `_onboard() {
  local place="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$place \${COMP_WORDS[i]}" in
      ${paths.map(quoted).join('|')}) place="$place \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$place \${COMP_WORDS[COMP_CWORD - 1]}" in
${choices.map(({ after, values }) => `    ${quoted(after)}) words=${quoted(values.join(' '))} ;;`).join('\n')}
  esac
  if [ -z "$words" ]; then
    case "$place" in
${commands.map(({ path, command }) => `      ${quoted(path)}) words=${quoted(wordsOf(command).join(' '))} ;;`).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _onboard commerce-onboarding onboard`;
}

interface CommandAtPath {
  /** The words that lead to the command, each after a space. */
  readonly path: string;
  readonly command: Command;
}

function commandsOf(command: Command, path: string): CommandAtPath[] {
  return [
    { path, command },
    ...command.commands.flatMap((child) => commandsOf(child, `${path} ${child.name()}`)),
  ];
}

function wordsOf(command: Command): string[] {
  const [argument] = command.registeredArguments;
  return [
    ...command.commands.map((child) => child.name()),
    ...(argument?.argChoices ?? []),
    ...command.options.flatMap(({ long }) => (long ? [long] : [])),
    '--help',
  ];
}

/** The values of each option that has a fixed set of them. */
function choicesOf(path: string, command: Command): { after: string; values: readonly string[] }[] {
  return command.options.flatMap(({ long, argChoices }) =>
    long && argChoices ? [{ after: `${path} ${long}`, values: argChoices }] : [],
  );
}

function quoted(text: string): string {
  return `"${text}"`;
}
