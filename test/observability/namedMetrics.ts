import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const OBSERVABILITY = join(__dirname, '../../observability');

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Dashboard {
  readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
}

export function alerts(): Alert[] {
  const text = readFileSync(join(OBSERVABILITY, 'prometheus/alerts.yml'), 'utf8');
  const { groups } = parse(text) as { groups: { rules: Alert[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

export function dashboardQueries(): string[] {
  const text = readFileSync(join(OBSERVABILITY, 'grafana/onboarding.json'), 'utf8');
  const { panels } = JSON.parse(text) as Dashboard;
  return panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
}

/** The metrics in a PromQL expression. */
export function metricsNamedIn(expression: string): string[] {
  const withoutRest = expression
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, '');
  const words = [...withoutRest.matchAll(/[a-zA-Z_:][\w:]*(?!\w*\s*\()/g)].map(([word]) => word);
  return [...new Set(words)].filter((word) => !['and', 'or', 'unless', 'bool'].includes(word));
}
