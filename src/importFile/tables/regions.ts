import { regionsOf } from '../../contract/addressDirectory';

/** A region as an address of Commerce holds it. */
export interface AddressRegion {
  readonly region_id: number;
  readonly region_code: string;
  readonly region: string;
}

/** Finds a region by its code or its name, in any case; `undefined` where the country's are not known here. */
export function regionNamed(country: string, codeOrName: string): AddressRegion | undefined {
  const wanted = codeOrName.trim().toLowerCase();
  const isWanted = (text: string) => text.toLowerCase() === wanted;
  // A later region takes a code or name that an earlier one has too.
  const found = regionsOf(country)?.findLast(({ code, name }) => isWanted(code) || isWanted(name));
  return found && { region_id: found.id, region_code: found.code, region: found.name };
}
