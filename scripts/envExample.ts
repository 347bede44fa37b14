import type { Setting } from '../src/settings/setting';
import { SETTINGS_TABLE } from '../src/settings/settingsTable';

/** `.env.example`: the required settings to fill in, the others commented out. */
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
  const comment = `# ${name} is ${what}.`;
  if (runsProgram)
    return `${comment}\n# It names a program, which this file must not choose: set it in the environment.\n#${name}=\n`;
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
# Variables of the environment win over this file. docs/reference/settings.md says more of each setting.
# A value with spaces or a # stands in quotes.
`;

const OPTIONAL = `# All that follows may be left out; the values shown are the defaults.
`;
