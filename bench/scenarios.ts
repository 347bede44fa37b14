import type { ScenarioOptions, ScenarioResult } from './verdict';

interface Scenario {
  run(options: ScenarioOptions): Promise<ScenarioResult>;
}

const SCENARIOS = {
  single: () => import('./single.js'),
  measured: () => import('./measured.js'),
  bulk: () => import('./bulk.js'),
  besides: () => import('./besides.js'),
  events: () => import('./events.js'),
  costs: () => import('./costs.js'),
  actions: () => import('./actions.js'),
  scale: () => import('./scale.js'),
  memory: () => import('./memory.js'),
  importMemory: () => import('./importMemory.js'),
  commands: () => import('./commands.js'),
  pace: () => import('./pace.js'),
} satisfies Record<string, () => Promise<Scenario>>;

export type ScenarioName = keyof typeof SCENARIOS;

export const SCENARIO_NAMES = Object.keys(SCENARIOS) as ScenarioName[];

export async function loadScenario(name: ScenarioName): Promise<Scenario> {
  return await SCENARIOS[name]();
}
