import type { HoldPoint } from '../worker/messages';

/** The point at which the onboarding's worker is killed. */
export const PLACES = {
  'create@before': { request: 'create', boundary: 'before' },
  'create@answered': { request: 'create', boundary: 'answered' },
  'update@before': { request: 'update', boundary: 'before' },
  'update@answered': { request: 'update', boundary: 'answered' },
} as const satisfies Record<string, Pick<HoldPoint, 'request' | 'boundary'>>;
export type Place = keyof typeof PLACES;

/** What happens meanwhile, and which worker continues. */
export const INTRUSIONS = ['otherTenantNext', 'otherTenantBeside', 'shopReinstalled', 'personEdits'] as const;
export type Intrusion = (typeof INTRUSIONS)[number];

/** Offset of the worker's wall clock, in seconds. */
export const CLOCK_OFFSETS = [-45, 45, -86_400, 86_400] as const;

export interface IntrusionCell {
  /** `update@before/personEdits`. */
  readonly name: string;
  readonly place: Place;
  readonly intrusion: Intrusion;
}

export interface ClockCell {
  /** `create@answered/killed at -45 s`. */
  readonly name: string;
  readonly place: Place;
  readonly clockOffsetSeconds: number;
}

const EVERY_PLACE = Object.keys(PLACES) as Place[];

export function intrusionCells(): IntrusionCell[] {
  return EVERY_PLACE.flatMap((place) =>
    INTRUSIONS.map((intrusion) => ({ name: `${place}/${intrusion}`, place, intrusion })),
  ).filter(({ place, intrusion }) => intrusion !== 'personEdits' || isMadeAt(place));
}

export function clockCells(): ClockCell[] {
  return EVERY_PLACE.flatMap((place) =>
    CLOCK_OFFSETS.map((clockOffsetSeconds) => ({
      name: `${place}/killed at ${clockOffsetSeconds} s`,
      place,
      clockOffsetSeconds,
    })),
  );
}

export function isMadeAt(place: Place): boolean {
  return place !== 'create@before';
}
