import { type GivenNames, givenNames } from '../contract/givenNames';
import type { Marker } from '../contract/marker';
import type { OnboardingInput } from '../contract/onboarding';
import type { Attempt } from './attempt';
import type { CustomerApi } from './customerApi';
import { StepFailure } from './failure';
import { hasOneOf } from './identity';
import type { Found } from './lookUp';
import { MarkerProof, type Proof } from './markerProof';

/** A run of an onboarding: its start, the names in its own input, and the marker of its POSTs. */
export interface OnboardingRun {
  readonly startedAt: Date;
  readonly names: readonly GivenNames[];
  /** Undefined if its POSTs have none: the names and the age decide. */
  readonly marker?: Marker | undefined;
}

/** What is known of this onboarding's past: it shows whether this onboarding made the customer that was found. */
export interface Evidence {
  /** An earlier POST of this run may have reached Commerce. */
  readonly earlierPostMayHaveArrived: boolean;
  /** This run continues another one, which may have made the customer: it searches before its first POST. */
  readonly followsAnotherRun: boolean;
  /** When this run of the onboarding first started. */
  readonly firstStartedAt: Date;
  /** The marker of every POST of this run; undefined if they have none. */
  readonly marker?: Marker | undefined;
  /**
   * The earlier runs that did not complete, as far as the server lists them. Asked for only if a customer was found.
   * @param patient whether to wait for a run that the server does not list yet
   */
  earlierRuns(patient: boolean): Promise<readonly OnboardingRun[]>;
  /** The server's time, in milliseconds since the epoch: the same clock as that of the runs' starts. */
  serverTime(): Promise<number>;
}

export interface OwnershipOptions {
  api: CustomerApi;
  attempt: Attempt;
  input: Pick<OnboardingInput, 'customer' | 'update' | 'onExisting'>;
  evidence: Evidence;
  /** The evidence's own value, or what was learned since. */
  earlierPostMayHaveArrived: boolean;
  clockToleranceMs: number;
}

/**
 * The run of this onboarding whose POST made the customer that was found: the customer has the marker of that run. If the
 * POSTs of a run have no marker, or Commerce does not store it, the customer has the names of that run and is no older
 * than its start.
 * @returns undefined if somebody else made the customer
 * @throws StepFailure `UnexpectedResponse` if Commerce does not give the customer's age; the failure of an answer
 */
export async function runThatMade(
  found: Found,
  options: OwnershipOptions,
): Promise<OnboardingRun | undefined> {
  const { input, evidence, earlierPostMayHaveArrived } = options;
  const { marker } = evidence;
  const proof = new MarkerProof(found, { ...options, attribute: marker?.attribute });
  const ownRun = { startedAt: evidence.firstStartedAt, names: givenNames(input), marker };
  if (proof.isShown(marker)) return ownRun;
  if (earlierPostMayHaveArrived && (await isOfRun(found, ownRun, { ...options, proof }))) return ownRun;
  // A run with other names can only be one that a person corrected, which takes some seconds, and one without a marker
  // is older than the setting: the server lists it by then.
  const patient =
    input.onExisting !== 'adopt' && hasOneOf(ownRun.names, found.customer) && !proof.lacks(marker);
  for (const run of await evidence.earlierRuns(patient)) {
    if (await isOfRun(found, run, { ...options, proof })) return run;
  }
  return undefined;
}

/** What the marker of this run shows about a customer that its last POST may have made. */
export async function shownByMarker(
  found: Found,
  { evidence: { marker }, ...options }: Pick<OwnershipOptions, 'api' | 'attempt' | 'evidence'>,
): Promise<Proof> {
  return await new MarkerProof(found, { ...options, attribute: marker?.attribute }).of(marker);
}

async function isOfRun(
  found: Found,
  { startedAt, names, marker }: OnboardingRun,
  { proof, ...options }: OwnershipOptions & { readonly proof: MarkerProof },
): Promise<boolean> {
  const shown = await proof.of(marker);
  if (shown !== 'nothing') return shown === 'ours';
  return hasOneOf(names, found.customer) && (await isSinceStart(found, startedAt, options));
}

async function isSinceStart(
  { ageMs, seen }: Found,
  startedAt: Date,
  { evidence, clockToleranceMs, input }: OwnershipOptions,
): Promise<boolean> {
  if (ageMs === undefined) {
    if (input.onExisting === 'adopt') return false;
    throw new StepFailure('UnexpectedResponse', 'Commerce did not return when the customer was created');
  }
  const sinceSeenMs = seen.elapsedMs();
  const seenAtMs = (await evidence.serverTime()) - sinceSeenMs;
  return ageMs <= seenAtMs - startedAt.getTime() + clockToleranceMs;
}
