import { regionsOf } from '../../contract/addressDirectory';

/** A region in an address of Commerce. */
export interface AddressRegion {
  readonly region_id: number;
  readonly region_code: string;
  readonly region: string;
}

/**
 * Finds a region by its code, its ISO 3166-2 code or its name, ignoring case; `undefined` if the country's regions
 * are unknown.
 */
export function regionNamed(country: string, codeOrName: string): AddressRegion | undefined {
  const given = codeOrName.trim().toLowerCase();
  const iso = given.startsWith(`${country.toLowerCase()}-`) ? given.slice(country.length + 1) : given;
  const byName = regionsByName(country);
  const found = [given, iso, ISO_CODES[country]?.[iso] ?? given].flatMap((name) => byName.get(name) ?? []);
  // If two regions share a code or a name, the later one wins.
  return found.reduce<AddressRegion | undefined>(
    (last, region) => (last && last.region_id > region.region_id ? last : region),
    undefined,
  );
}

const byNameOfCountry = new Map<string, ReadonlyMap<string, AddressRegion>>();

/** By lower-case code and name. Cached, because each address of a file is looked up. */
function regionsByName(country: string): ReadonlyMap<string, AddressRegion> {
  const known = byNameOfCountry.get(country);
  if (known) return known;
  const regions = regionsOf(country);
  if (!regions) return NO_REGIONS;
  const byName = new Map(
    regions.flatMap(({ id, code, name }) => {
      const region = { region_id: id, region_code: code, region: name };
      return [code, name].map((text) => [text.toLowerCase(), region] as const);
    }),
  );
  byNameOfCountry.set(country, byName);
  return byName;
}

const NO_REGIONS: ReadonlyMap<string, AddressRegion> = new Map();

/** ISO 3166-2 codes that differ from Commerce's, which uses other shops' codes for the US and Canada. */
const ISO_CODES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DE: {
    ...{ ni: 'nds', bw: 'baw', by: 'bay', be: 'ber', bb: 'brg', hb: 'bre', hh: 'ham', he: 'hes' },
    ...{ mv: 'mec', nw: 'nrw', rp: 'rhe', sl: 'sar', sn: 'sas', st: 'sac', sh: 'scn', th: 'the' },
  },
};
