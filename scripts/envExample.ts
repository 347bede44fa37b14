import type { Setting } from '../src/settings/setting';
import { SETTINGS_TABLE } from '../src/settings/settingsTable';

/** `.env.example`: the required settings to fill in, and the others as comments. */
export function envExample(): string {
  const settings = SETTINGS_TABLE.flatMap((section) => section.settings);
  const isRequired = ({ presence }: Setting<unknown>) => presence.kind === 'required';
  return [
    INTRODUCTION,
    ...settings.filter(isRequired).map(entry),
    OPTIONAL,
    ...settings.filter((setting) => !isRequired(setting)).map(entry),
  ].join('\n');
}

function entry({ name, what, presence, runsProgram }: Setting<unknown>): string {
  const comment = `# ${what.charAt(0).toUpperCase()}${what.slice(1)}.`;
  if (runsProgram)
    return `${comment}\n# It names a program, so it is refused in this file: set it in the environment.\n#${name}=\n`;
  switch (presence.kind) {
    case 'required':
      return `${comment}\n# ${presence.whereFound}\n${name}=${presence.placeholder}\n`;
    case 'default':
      return `${comment}\n#${name}=${presence.text}\n`;
    case 'optional':
      return `${comment} It has no default.\n#${name}=\n`;
  }
}

const INTRODUCTION = `# Copy this file to .env and fill in the three values in <...>.
# Environment variables take precedence over this file. docs/reference/settings.md explains each setting.
# Put a value with spaces or a # in quotes.
`;

const OPTIONAL = `# The following settings are optional; the values are the defaults.
`;
