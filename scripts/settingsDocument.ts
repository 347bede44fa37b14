import type { Setting } from '../src/settings/setting';
import { SETTINGS_TABLE } from '../src/settings/settingsTable';
import { markdownText } from './markdownText';

/** `docs/reference/settings.md`. */
export function settingsDocument(): string {
  const sections = SETTINGS_TABLE.map(
    ({ title, settings }) => `## ${title}\n\n${settings.map(settingText).join('\n')}`,
  );
  return [INTRODUCTION, ...sections, READ_BY_OTHERS].join('\n');
}

function settingText({
  name,
  what,
  form,
  presence,
  changing,
  secret,
  fromFile,
  runsProgram,
}: Setting<unknown>): string {
  const lines = [
    `- Value: ${markdownText(form)}`,
    `- Default: ${defaultText(presence)}`,
    `- Effect: ${markdownText(changing)}`,
    ...(presence.kind === 'required' ? [`- Where to find it: ${presence.whereFound}`] : []),
    ...(fromFile ? [`- Or set \`${name}_FILE\` to a file that contains it`] : []),
    ...(runsProgram ? ['- Refused in a `.env`, because it names a program: set it in the environment'] : []),
    ...(secret ? ['- A secret: it is never printed'] : []),
  ];
  return `### \`${name}\`\n\n${capitalised(markdownText(what))}.\n\n${lines.join('\n')}\n`;
}

function defaultText(presence: Setting<unknown>['presence']): string {
  switch (presence.kind) {
    case 'required':
      return 'none; required';
    case 'default':
      return `\`${presence.text}\``;
    case 'optional':
      return 'none';
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const INTRODUCTION = `<!-- Made by \`npm run docs\` from src/settings. -->

# Settings

Set settings as environment variables, or as lines \`NAME=value\` of a \`.env\` in the current folder; the environment takes precedence. An empty variable counts as unset. In a \`.env\`, put a value with spaces or a \`#\` in quotes. All mistakes are reported at once, one per line, before any request.
`;

const READ_BY_OTHERS = `## Settings of the libraries

- \`TEMPORAL_ADDRESS\`, \`TEMPORAL_NAMESPACE\`, \`TEMPORAL_TLS_*\`, \`TEMPORAL_PROFILE\` and Temporal's other standard variables select the Temporal server (docs/guides/temporal-cloud.md). Without an address and a profile, an embedded server is started.
- \`HTTPS_PROXY\` and \`NO_PROXY\` apply to requests to IMS and Commerce.
- \`NODE_EXTRA_CA_CERTS\` names a file of additional trusted certificates. Node reads it when it starts, so it works in the environment only, not in a \`.env\`.

## What a \`.env\` can do

A \`.env\` in the current folder is your own configuration. It selects the tenant and the Temporal server. Do not run \`onboard\` in a folder with a \`.env\` from somebody else: its \`IMS_ENDPOINT\`, \`REST_ENDPOINT\`, \`HTTPS_PROXY\`, \`TEMPORAL_ADDRESS\` and \`*_FILE\` determine where secrets and customers are sent.

It cannot run a program. \`ONBOARDING_TEMPORAL_CLI\` is refused in it, and other variables do not reach the environment of this process or of the programs that it starts: \`PATH\`, \`NODE_OPTIONS\`, \`NODE_EXTRA_CA_CERTS\`, \`PYTHONPATH\`, \`LD_PRELOAD\`, \`PIP_*\` and \`XDG_CACHE_HOME\` have no effect there.
`;
