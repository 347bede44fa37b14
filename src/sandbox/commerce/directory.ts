/** Countries and regions that the shop knows. */

const COUNTRIES = new Set(
  `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
  CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
  GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
  KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT
  MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
  SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ
  UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW`.split(/\s+/),
);

const COUNTRIES_WITHOUT_POSTCODE = new Set(['GB', 'HK', 'IE', 'MO', 'PA']);

interface Region {
  readonly code: string;
  readonly name: string;
}

/** Of these countries all regions are known; in any other, a region is free text. Numbered from `firstId` on. */
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

const REGIONS_OF_COUNTRY: ReadonlyMap<string, ReadonlyMap<number, Region>> = new Map(
  REGIONS.map(({ country, firstId, regions }) => [
    country,
    new Map(
      regions.split(/,\s*/).map((entry, index) => {
        const [code = '', ...name] = entry.split(' ');
        return [firstId + index, { code, name: name.join(' ') }];
      }),
    ),
  ]),
);

/** Upper case only: `us` is no country. */
export function isCountry(code: string): boolean {
  return COUNTRIES.has(code);
}

export function needsPostcode(country: string): boolean {
  return !COUNTRIES_WITHOUT_POSTCODE.has(country);
}

export function regionOf(country: string, regionId: number): Region | undefined {
  return REGIONS_OF_COUNTRY.get(country)?.get(regionId);
}

/** Whether the country has a list of regions, of which an address may name no other. */
export function hasRegions(country: string): boolean {
  return REGIONS_OF_COUNTRY.has(country);
}
