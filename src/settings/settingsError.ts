/** Mistakes in the settings, one per line: `NAME: what is wrong; what would be right`. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
