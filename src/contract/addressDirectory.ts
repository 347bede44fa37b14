/** The countries and regions that Commerce knows after its installation. */

export interface Region {
  readonly id: number;
  readonly code: string;
  readonly name: string;
}

/** Commerce refuses an address with more street lines, unless the shop allows more. */
export const MOST_STREET_LINES = 2;

/** Whether Commerce requires a postcode in the country's addresses. */
export function needsPostcode(country: string): boolean {
  return !COUNTRIES_WITHOUT_POSTCODE.has(country);
}

/** The regions of a country; `undefined` if its regions are free text. */
export function regionsOf(country: string): readonly Region[] | undefined {
  return REGIONS_OF_COUNTRY.get(country);
}

const COUNTRIES_WITHOUT_POSTCODE = new Set(['GB', 'HK', 'IE', 'MO', 'PA']);

/**
 * Commerce knows all regions of these countries, numbered from `firstId`; the regions of other countries are free
 * text.
 */
const REGIONS: readonly { readonly country: string; readonly firstId: number; readonly regions: string }[] = [
  {
    country: 'US',
    firstId: 1,
    regions: `AL Alabama, AK Alaska, AS American Samoa, AZ Arizona, AR Arkansas, AF Armed Forces Africa,
      AA Armed Forces Americas, AC Armed Forces Canada, AE Armed Forces Europe, AM Armed Forces Middle East,
      AP Armed Forces Pacific, CA California, CO Colorado, CT Connecticut, DE Delaware, DC District of Columbia,
      FM Federated States Of Micronesia, FL Florida, GA Georgia, GU Guam, HI Hawaii, ID Idaho, IL Illinois, IN Indiana,
      IA Iowa, KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MH Marshall Islands, MD Maryland, MA Massachusetts,
      MI Michigan, MN Minnesota, MS Mississippi, MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire,
      NJ New Jersey, NM New Mexico, NY New York, NC North Carolina, ND North Dakota, MP Northern Mariana Islands,
      OH Ohio, OK Oklahoma, OR Oregon, PW Palau, PA Pennsylvania, PR Puerto Rico, RI Rhode Island, SC South Carolina,
      SD South Dakota, TN Tennessee, TX Texas, UT Utah, VT Vermont, VI Virgin Islands, VA Virginia, WA Washington,
      WV West Virginia, WI Wisconsin, WY Wyoming`,
  },
  {
    country: 'CA',
    firstId: 66,
    regions: `AB Alberta, BC British Columbia, MB Manitoba, NL Newfoundland and Labrador, NB New Brunswick,
      NS Nova Scotia, NT Northwest Territories, NU Nunavut, ON Ontario, PE Prince Edward Island, QC Quebec,
      SK Saskatchewan, YT Yukon Territory`,
  },
  {
    country: 'DE',
    firstId: 79,
    regions: `NDS Niedersachsen, BAW Baden-Württemberg, BAY Bayern, BER Berlin, BRG Brandenburg, BRE Bremen, HAM Hamburg,
      HES Hessen, MEC Mecklenburg-Vorpommern, NRW Nordrhein-Westfalen, RHE Rheinland-Pfalz, SAR Saarland, SAS Sachsen,
      SAC Sachsen-Anhalt, SCN Schleswig-Holstein, THE Thüringen`,
  },
];

const REGIONS_OF_COUNTRY: ReadonlyMap<string, readonly Region[]> = new Map(
  REGIONS.map(({ country, firstId, regions }) => [
    country,
    regions.split(/,\s*/).map((entry, index) => {
      const [code = '', ...name] = entry.split(' ');
      return { id: firstId + index, code, name: name.join(' ') };
    }),
  ]),
);
