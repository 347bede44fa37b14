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
    `- If you change it: ${markdownText(changing)}`,
    ...(presence.kind === 'required' ? [`- Found at ${presence.whereFound}`] : []),
    ...(fromFile ? [`- Or \`${name}_FILE\`: a file that holds it`] : []),
    ...(runsProgram ? ['- It names a program to run: refused in a `.env`, set it in the environment'] : []),
    ...(secret ? ['- A secret: it is never printed'] : []),
  ];
  return `### \`${name}\`\n\n${capitalised(markdownText(what))}.\n\n${lines.join('\n')}\n`;
}

function defaultText(presence: Setting<unknown>['presence']): string {
  switch (presence.kind) {
    case 'required':
      return 'none, it must be set';
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

Settings are environment variables, or lines \`NAME=value\` of a \`.env\` in the current folder; the environment wins. An empty variable counts as not set. In a \`.env\`, a value with spaces or a \`#\` stands in quotes. Every mistake is told at once, each on its own line, before any request.
`;

const READ_BY_OTHERS = `## Read by what this is built on

- \`TEMPORAL_ADDRESS\`, \`TEMPORAL_NAMESPACE\`, \`TEMPORAL_API_KEY\`, \`TEMPORAL_TLS_*\`, \`TEMPORAL_PROFILE\` and Temporal's other standard variables say which Temporal server is used. Without an address and a profile, an embedded one is started.
- \`HTTPS_PROXY\` and \`NO_PROXY\` hold for requests to IMS and Commerce.
- \`NODE_EXTRA_CA_CERTS\` names certificates to trust beside the usual ones. Node reads it when it starts: set it in the environment, as in a \`.env\` it comes too late.

## What a \`.env\` can do

A \`.env\` in the current folder is your own configuration. It decides which tenant and which Temporal server you work with, so do not run \`onboard\` in a folder with a \`.env\` from somebody else: its \`IMS_ENDPOINT\`, \`REST_ENDPOINT\`, \`HTTPS_PROXY\`, \`TEMPORAL_ADDRESS\` and \`*_FILE\` say where secrets and customers are sent.

It cannot run a program. \`ONBOARDING_TEMPORAL_CLI\` is refused in it, and nothing else in it reaches the environment of this process or of the programs that it starts: \`PATH\`, \`NODE_OPTIONS\`, \`NODE_EXTRA_CA_CERTS\`, \`PYTHONPATH\`, \`LD_PRELOAD\`, \`PIP_*\` and \`XDG_CACHE_HOME\` have no effect there.
`;
