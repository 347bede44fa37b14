/** A worker or client has options with which onboardings cannot run; the message says which, and what would be right. */
export class PluginConflict extends Error {
  override readonly name = 'PluginConflict';
}
