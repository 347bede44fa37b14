import type { Language } from '../options';

/** Commerce's sentences with their placeholders, in an English and a German shop. */
const TEXTS = {
  alreadyInStore: {
    en: 'This customer already exists in this store.',
    de: 'Dieser Kunde existiert bereits in diesem Store.',
  },
  duplicate: {
    en: 'A customer with the same email address already exists in an associated website.',
    de: 'In einer zugehörigen Website existiert bereits ein Kunde mit derselben E-Mail-Adresse.',
  },
  emailMissing: {
    en: 'The customer email is missing. Enter and try again.',
    de: 'Die E-Mail-Adresse des Kunden fehlt. Geben Sie sie ein und versuchen Sie es erneut.',
  },
  required: {
    en: '"%fieldName" is required. Enter and try again.',
    de: '"%fieldName" ist erforderlich. Bitte ausfüllen und erneut versuchen.',
  },
  requiredValue: { en: '"%1" is a required value.', de: '"%1" ist ein erforderlicher Wert.' },
  valueEmpty: {
    en: 'The "%1" attribute value is empty. Set the attribute and try again.',
    de: 'Der Wert des Attributs "%1" ist leer. Setzen Sie das Attribut und versuchen Sie es erneut.',
  },
  nameNotValid: { en: '%1 is not valid!', de: '%1 ist nicht gültig!' },
  notSupported: {
    en: '"%fieldName" is not supported. Correct the field name and try again.',
    de: '"%fieldName" wird nicht unterstützt. Korrigieren Sie den Feldnamen und versuchen Sie es erneut.',
  },
  typeInvalid: {
    en: 'The "%value" value\'s type is invalid. The "%type" type was expected. Verify and try again.',
    de: 'Der Typ des Wertes "%value" ist ungültig. Der Typ "%type" wurde erwartet. Prüfen Sie ihn und versuchen Sie es erneut.',
  },
  whileProcessing: {
    en: 'Error occurred during "%field_name" processing. %details',
    de: 'Fehler bei der Verarbeitung von "%field_name". %details',
  },
  attributeWithoutValue: {
    en: 'The "%attribute_code" attribute code doesn\'t have a value set. Enter the value and try again.',
    de: 'Für den Attributcode "%attribute_code" ist kein Wert gesetzt. Geben Sie den Wert ein und versuchen Sie es erneut.',
  },
  attributeWithoutCode: {
    en: 'A custom attribute is specified with a missing attribute code. Verify the code and try again.',
    de: 'Ein benutzerdefiniertes Attribut hat keinen Attributcode. Prüfen Sie den Code und versuchen Sie es erneut.',
  },
  attributeEmpty: {
    en: 'An empty custom attribute is specified. Enter the attribute and try again.',
    de: 'Ein leeres benutzerdefiniertes Attribut ist angegeben. Geben Sie das Attribut ein und versuchen Sie es erneut.',
  },
  severalMistakes: {
    en: 'One or more input exceptions have occurred.',
    de: 'Eine oder mehrere Eingaben sind fehlerhaft.',
  },
  invalidFieldValue: {
    en: 'Invalid value of "%value" provided for the %fieldName field.',
    de: 'Ungültiger Wert "%value" für das Feld %fieldName.',
  },
  tooManyLines: {
    en: '"%1" cannot contain more than %2 lines.',
    de: '"%1" darf nicht mehr als %2 Zeilen enthalten.',
  },
  addressOfAnother: {
    en: 'Provided customer ID "%customer_id" isn\'t related to current customer address.',
    de: 'Die angegebene Kunden-ID "%customer_id" gehört nicht zur aktuellen Kundenadresse.',
  },
  defaultAddressInvalid: {
    en: 'The %fieldName value is invalid. Set the correct value and try again.',
    de: 'Der Wert von %fieldName ist ungültig. Setzen Sie den richtigen Wert und versuchen Sie es erneut.',
  },
  storeNotFound: {
    en: "The store that was requested wasn't found. Verify the store and try again.",
    de: 'Der angeforderte Store wurde nicht gefunden. Prüfen Sie den Store und versuchen Sie es erneut.',
  },
  websiteNotFound: {
    en: "The website with id %1 that was requested wasn't found. Verify the website and try again.",
    de: 'Die angeforderte Website mit der ID %1 wurde nicht gefunden. Prüfen Sie die Website und versuchen Sie es erneut.',
  },
  storeOutsideWebsite: {
    en: 'The store view is not in the associated website.',
    de: 'Der Store-View gehört nicht zur zugeordneten Website.',
  },
  groupNotFound: {
    en: 'The specified customer group id does not exist.',
    de: 'Die angegebene Kundengruppen-ID existiert nicht.',
  },
  optionNotFound: {
    en: 'Attribute %1 does not contain option with Id %2',
    de: 'Attribut %1 enthält keine Option mit der ID %2',
  },
  invalidDate: { en: 'Invalid date', de: 'Ungültiges Datum' },
  dateOfBirthInFuture: {
    en: 'The Date of Birth should not be greater than today.',
    de: 'Das Geburtsdatum darf nicht in der Zukunft liegen.',
  },
  passwordTooLong: {
    en: 'Please enter a password with at most %1 characters.',
    de: 'Bitte geben Sie ein Passwort mit höchstens %1 Zeichen ein.',
  },
  passwordTooShort: {
    en: 'The password needs at least %1 characters. Create a new password and try again.',
    de: 'Das Passwort benötigt mindestens %1 Zeichen. Erstellen Sie ein neues Passwort und versuchen Sie es erneut.',
  },
  passwordSpaces: {
    en: "The password can't begin or end with a space. Verify the password and try again.",
    de: 'Das Passwort darf nicht mit einem Leerzeichen beginnen oder enden. Prüfen Sie das Passwort und versuchen Sie es erneut.',
  },
  passwordClasses: {
    en: 'Minimum of different classes of characters in password is %1. Classes of characters: Lower Case, Upper Case, Digits, Special Characters.',
    de: 'Das Passwort muss mindestens %1 verschiedene Zeichenklassen enthalten. Zeichenklassen: Kleinbuchstaben, Großbuchstaben, Ziffern, Sonderzeichen.',
  },
  passwordIsEmail: {
    en: "The password can't be the same as the email address. Create a new password and try again.",
    de: 'Das Passwort darf nicht mit der E-Mail-Adresse übereinstimmen. Erstellen Sie ein neues Passwort und versuchen Sie es erneut.',
  },
  notAnEmailAddress: {
    en: '"%1" is not a valid email address.',
    de: '"%1" ist keine gültige E-Mail-Adresse.',
  },
  emailTooLong: { en: '"%1" uses too many characters.', de: '"%1" enthält zu viele Zeichen.' },
  notAHostname: { en: '"%1" is not a valid hostname.', de: '"%1" ist kein gültiger Hostname.' },
  hostnameStructure: {
    en: 'The input does not match the expected structure for a DNS hostname',
    de: 'Die Eingabe entspricht nicht der erwarteten Struktur eines DNS-Hostnamens',
  },
  hostnameIsAddress: {
    en: "'%value%' looks like an IP address, which is not an acceptable format.",
    de: "'%value%' sieht aus wie eine IP-Adresse. Dieses Format ist nicht zulässig.",
  },
  hostnameWithoutTld: {
    en: "'%value%' looks like a DNS hostname but cannot extract TLD part.",
    de: "'%value%' sieht aus wie ein DNS-Hostname, aber die TLD ist nicht erkennbar.",
  },
  hostnameDash: {
    en: "'%value%' looks like a DNS hostname but contains a dash in an invalid position.",
    de: "'%value%' sieht aus wie ein DNS-Hostname, enthält aber einen Bindestrich an ungültiger Stelle.",
  },
  hostnameSchema: {
    en: "'%value%' looks like a DNS hostname but we cannot match it against the hostname schema for TLD '%tld%'.",
    de: "'%value%' sieht aus wie ein DNS-Hostname, passt aber nicht zum Schema der TLD '%tld%'.",
  },
  localNameNotAllowed: {
    en: "'%value%' looks like a local network name, which is not an acceptable format.",
    de: "'%value%' sieht aus wie ein lokaler Netzwerkname. Dieses Format ist nicht zulässig.",
  },
  localNameInvalid: {
    en: "'%value%' does not look like a valid local network name.",
    de: "'%value%' sieht nicht wie ein gültiger lokaler Netzwerkname aus.",
  },
  noSuchEntity: {
    en: 'No such entity with %fieldName = %fieldValue',
    de: 'Keine solche Entität mit %fieldName = %fieldValue',
  },
  noSuchEntityOnWebsite: {
    en: 'No such entity with %fieldName = %fieldValue, %field2Name = %field2Value',
    de: 'Keine solche Entität mit %fieldName = %fieldValue, %field2Name = %field2Value',
  },
  attributeNameInvalid: {
    en: 'The "%1" attribute name is invalid. Reset the name and try again.',
    de: 'Der Attributname "%1" ist ungültig. Setzen Sie den Namen zurück und versuchen Sie es erneut.',
  },
  sortDirection: {
    en: 'The sort order has to be specified as %1 for ascending order or %2 for descending order.',
    de: 'Die Sortierung muss als %1 (aufsteigend) oder %2 (absteigend) angegeben werden.',
  },
  decodingError: { en: 'Decoding error.', de: 'Dekodierungsfehler.' },
  contentTypeEmpty: { en: 'Content-Type header is empty.', de: 'Der Content-Type-Header ist leer.' },
  contentTypeInvalid: { en: 'Content-Type header is invalid.', de: 'Der Content-Type-Header ist ungültig.' },
  contentTypeUnknown: {
    en: 'Server cannot understand Content-Type HTTP header media type %1',
    de: 'Der Server versteht den Medientyp %1 des Content-Type-HTTP-Headers nicht',
  },
  charset: {
    en: 'UTF-8 is the only supported charset.',
    de: 'UTF-8 ist der einzige unterstützte Zeichensatz.',
  },
  acceptUnknown: {
    en: 'Server cannot match any of the given Accept HTTP header media type(s) from the request: "%1" with media types from the config of response renderer.',
    de: 'Der Server kann keinen der Medientypen "%1" des Accept-HTTP-Headers liefern.',
  },
  noRoute: {
    en: 'Request does not match any route.',
    de: 'Die Anfrage entspricht keiner Route.',
  },
  methodNotSupported: {
    en: 'The %1 HTTP method is not supported.',
    de: 'Die HTTP-Methode %1 wird nicht unterstützt.',
  },
  notAuthorized: {
    en: "The consumer isn't authorized to access %resources.",
    de: 'Der Verbraucher ist nicht berechtigt, auf %resources zuzugreifen.',
  },
  internalError: {
    en: 'Internal Error. Details are available in Magento log file. Report ID: %1',
    de: 'Interner Fehler. Details finden Sie in der Magento-Protokolldatei. Bericht-ID: %1',
  },
} as const satisfies Record<string, Record<Language, string>>;

/** Field labels as the shop shows them to people. */
const LABELS = {
  website: { en: 'Associate to Website', de: 'Website zuordnen' },
  group: { en: 'Group', de: 'Gruppe' },
  firstname: { en: 'First Name', de: 'Vorname' },
  lastname: { en: 'Last Name', de: 'Nachname' },
  middlename: { en: 'Middle Name', de: 'Zweiter Vorname' },
  email: { en: 'Email', de: 'E-Mail' },
  street: { en: 'Street Address', de: 'Straße' },
} as const satisfies Record<string, Record<Language, string>>;

export type Label = keyof typeof LABELS;

/** The value of a placeholder: a plain value, a field's label, or a whole sentence. */
type Placeholder = string | number | { readonly label: Label } | Message;

export interface Message {
  readonly text: keyof typeof TEXTS;
  /** By name (`%fieldName`) or by position (`%1`). */
  readonly parameters?: Readonly<Record<string, Placeholder>> | readonly Placeholder[];
}

/** The sentence with its placeholders. */
export function template(message: Message, language: Language): string {
  return TEXTS[message.text][language];
}

/** The values of the placeholders, which Commerce sends beside the template. */
export function parametersOf(
  { parameters = [] }: Message,
  language: Language,
): Record<string, string | number> | (string | number)[] {
  const shown = (value: Placeholder): string | number => {
    if (typeof value !== 'object') return value;
    return 'label' in value ? LABELS[value.label][language] : filled(value, language);
  };
  if (isPositional(parameters)) return parameters.map(shown);
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, shown(value)]));
}

/** The sentence for people, with the values filled in. */
export function filled(message: Message, language: Language): string {
  const values = parametersOf(message, language);
  // `%value%` and `%tld%` in the sentences about hostnames have a second percent sign.
  return template(message, language).replaceAll(/%([a-zA-Z_0-9]+)%?/g, (placeholder, name: string) => {
    const value = Array.isArray(values) ? values[Number(name) - 1] : values[name];
    return value === undefined ? placeholder : String(value);
  });
}

function isPositional(
  parameters: Readonly<Record<string, Placeholder>> | readonly Placeholder[],
): parameters is readonly Placeholder[] {
  return Array.isArray(parameters);
}
