import { customerSchema } from '../../contract/parse/customerFieldsSchema';
import { memberOf, refusalOf } from '../../contract/parse/schemaMembers';
import { foldName } from '../../contract/parse/spelling';
import { nearDistance } from './nameDistance';

/** A longer list is no help to a person who has to choose. */
const MOST_NEAR = 3;

/**
 * The fields that an unknown column may mean, the nearest first: by other programs' names for them, and by the number
 * of edits.
 */
export function nearFields(name: string): string[] {
  const folded = foldName(name.split('.').at(-1) ?? '');
  // Personal data in place of a name is rarely short.
  if (folded === '' || folded.length > 40) return [];
  const withoutOwner = folded.replace(
    /^(customer|user|contact|default|billing|shipping|address)+(?=.{3})/,
    '',
  );
  const near = CANDIDATES.map((candidate) => ({
    field: candidate.field,
    distance: distanceTo(candidate, [folded, withoutOwner]),
  }))
    .filter(({ distance }) => distance < Number.POSITIVE_INFINITY)
    .sort((one, other) => one.distance - other.distance);
  const [nearest] = near;
  // If a name matches exactly, similar names are no help.
  const shown = nearest?.distance === 0 ? near.filter(({ distance }) => distance === 0) : near;
  return [...new Set(shown.map(({ field }) => field))].slice(0, MOST_NEAR);
}

/** The distance to the nearest of the names; infinity if none is near. */
function distanceTo({ fold, isExact }: Candidate, names: readonly string[]): number {
  if (isExact) return names.includes(fold) ? 0 : Number.POSITIVE_INFINITY;
  return Math.min(...names.map((name) => nearDistance(fold, name)));
}

/** Other programs' names for our fields. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  email: [
    ...['mail', 'emailaddress', 'mailaddress', 'emailadresse', 'emailadres', 'adresseemail', 'courriel'],
    ...['correoelectronico', 'correo', 'indirizzoemail', 'adresemail'],
  ],
  firstname: ['givenname', 'forename', 'vorname', 'prenom', 'nombre', 'nome', 'voornaam', 'imie'],
  lastname: [
    ...['surname', 'familyname', 'nachname', 'familienname', 'nom', 'nomdefamille', 'apellido', 'apellidos'],
    ...['cognome', 'achternaam', 'nazwisko'],
  ],
  middlename: ['secondname', 'tussenvoegsel'],
  prefix: ['title', 'salutation', 'anrede', 'civilite', 'tratamiento'],
  dob: [
    ...['birthday', 'birthdate', 'dateofbirth', 'geburtsdatum', 'geburtstag', 'datedenaissance'],
    ...['fechadenacimiento', 'datadinascita', 'geboortedatum'],
  ],
  gender: ['sex', 'geschlecht', 'sexe', 'genre', 'genero', 'sexo', 'sesso', 'genere', 'geslacht'],
  taxvat: [
    ...['vat', 'vatnumber', 'vatid', 'taxid', 'taxnumber', 'ustid', 'ustidnr', 'umsatzsteuerid'],
    ...['numerodetva', 'tva', 'partitaiva', 'btwnummer', 'nif', 'nip'],
  ],
  group_id: ['group', 'customergroup', 'kundengruppe'],
  website_id: ['website'],
  store_id: ['store', 'storeview'],
  'extension_attributes.is_subscribed': [
    ...['newsletter', 'subscribed', 'subscriber', 'issubscribed'],
    ...['acceptsmarketing', 'acceptsemailmarketing', 'emailoptin'],
  ],
  'addresses.0.street.0': [
    ...['street', 'street1', 'address', 'address1', 'addressline1', 'strasse', 'strassehausnummer'],
    ...['adresse', 'rue', 'direccion', 'calle', 'indirizzo', 'straat', 'ulica'],
  ],
  'addresses.0.street.1': ['street2', 'address2', 'addressline2', 'adresszusatz', 'complementdadresse'],
  'addresses.0.city': ['town', 'towncity', 'ort', 'stadt', 'ville', 'ciudad', 'citta', 'plaats', 'miasto'],
  'addresses.0.postcode': [
    ...['zip', 'zipcode', 'postalcode', 'plz', 'postleitzahl', 'codepostal', 'codigopostal', 'cap'],
    ...['kodpocztowy'],
  ],
  'addresses.0.country_id': ['country', 'countrycode', 'land', 'pays', 'pais', 'paese', 'kraj'],
  'addresses.0.region.region_code': ['state', 'statecode', 'province', 'provincecode'],
  'addresses.0.region.region': ['region', 'county', 'bundesland', 'provincia'],
  'addresses.0.telephone': [
    ...['phone', 'phonenumber', 'mobile', 'mobilephone', 'tel', 'telefon', 'telefonnummer', 'mobil'],
    ...['telefono', 'telefoon', 'handy'],
  ],
  'addresses.0.company': ['companyname', 'firma', 'unternehmen', 'societe', 'empresa', 'azienda', 'bedrijf'],
};

const ADDRESS_FIELDS = ['city', 'postcode', 'country_id', 'company', 'telephone', 'fax', 'vat_id'];

interface Candidate {
  readonly fold: string;
  readonly field: string;
  /** Only an exact match counts, because the name is short: `nome` is a first name, and `name` may be either. */
  readonly isExact?: boolean;
}

const SHORT = 4;

const CANDIDATES: readonly Candidate[] = [
  ...Object.entries(customerSchema.shape)
    .filter(([name]) => refusalOf(memberOf(customerSchema, name)) === undefined)
    .filter(([name]) => !['default_billing', 'default_shipping'].includes(name))
    .map(([field]) => ({ fold: foldName(field), field })),
  ...ADDRESS_FIELDS.map((field) => ({ fold: foldName(field), field: `addresses.0.${field}` })),
  ...['password', 'onExisting'].map((field) => ({ fold: foldName(field), field })),
  ...Object.entries(OTHER_NAMES).flatMap(([field, names]) =>
    names.map((fold) => ({ fold, field, isExact: fold.length <= SHORT })),
  ),
];
