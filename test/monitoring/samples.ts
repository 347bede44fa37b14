/** A value as Prometheus gets it. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads Prometheus' text format. */
export function samplesOf(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(sampleOf);
}

/** The sum of the samples with this name and all these labels; undefined if there are none. */
export function sum(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const matching = samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  return matching.length === 0 ? undefined : matching.reduce((total, { value }) => total + value, 0);
}

function sampleOf(line: string): Sample {
  const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (!match) throw new Error(`not in Prometheus' text format: ${line}`);
  const [, name = '', labels = '', value] = match;
  return {
    name,
    labels: Object.fromEntries(
      [...labels.matchAll(/([\w]+)="((?:[^"\\]|\\.)*)"/g)].map((label) => label.slice(1)),
    ),
    value: Number(value),
  };
}
