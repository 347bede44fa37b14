import type { OnboardingInput } from '../../src/contract/onboarding';
import { somebody } from '../setup/people';
import { openPlace, type Place } from './sharedHome';

export function welcomed(fields = {}): OnboardingInput {
  return { customer: somebody(fields), password: 'TempPa55word!', update: { lastname: 'Doe-Updated' } };
}

/** A place with the input as `input.json`. */
export async function placeWith(input: OnboardingInput): Promise<Place> {
  return await openPlace({ files: { 'input.json': JSON.stringify(input) } });
}
