import { regionsOf } from '../../contract/addressDirectory';

/** A region as an address of Commerce holds it. */
export interface AddressRegion {
  readonly region_id: number;
  readonly region_code: string;
  readonly region: string;
}

/**
 * Finds a region by its code, its code in ISO 3166-2 or its name, in any case; `undefined` where the country's are not
 * known here.
 */
export function regionNamed(country: string, codeOrName: string): AddressRegion | undefined {
  const given = codeOrName.trim().toLowerCase();
  const iso = given.startsWith(`${country.toLowerCase()}-`) ? given.slice(country.length + 1) : given;
  const wanted = new Set([given, iso, ISO_CODES[country]?.[iso] ?? given]);
  const isWanted = (text: string) => wanted.has(text.toLowerCase());
  // A later region takes a code or name that an earlier one has too.
  const found = regionsOf(country)?.findLast(({ code, name }) => isWanted(code) || isWanted(name));
  return found && { region_id: found.id, region_code: found.code, region: found.name };
}

/** Codes of ISO 3166-2 that are others in Commerce, which has other shops' codes of the US and Canada. */
const ISO_CODES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DE: {
    ...{ ni: 'nds', bw: 'baw', by: 'bay', be: 'ber', bb: 'brg', hb: 'bre', hh: 'ham', he: 'hes' },
    ...{ mv: 'mec', nw: 'nrw', rp: 'rhe', sl: 'sar', sn: 'sas', st: 'sac', sh: 'scn', th: 'the' },
  },
};
