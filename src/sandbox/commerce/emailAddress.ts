import { isIP } from 'node:net';
import type { Message } from './messages';

const LONGEST_LOCAL_PART = 64;
const LONGEST_HOST = 255;
const ATOM = "[a-zA-Z0-9!#$%&'*+\\-/=?^_`{|}~\\u0080-\\uFFFF]+";
/** Accepts letters of any script before the @, but nothing beyond the Basic Multilingual Plane. */
const DOT_ATOM = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`);
const QUOTED = /^"(?:[ !#-[\]-~]|\\[ -~])*"$/;
const LABEL = /^[\p{L}\p{N}-]{1,63}$/u;
const SUBDOMAIN = /^[\p{L}\p{N}_-]{1,63}$/u;
const LOCAL_NETWORK_NAME = /^(?:[a-zA-Z0-9-]{1,63}\.)*[a-zA-Z0-9-]{1,63}\.?$/;

/** What is wrong with an address, in the shop's order: its length, its host, the part before the @. */
export function emailMistakes(email: string): Message[] {
  const notAnAddress: Message = { text: 'notAnEmailAddress', parameters: [{ label: 'email' }] };
  const at = email.lastIndexOf('@');
  const localPart = email.slice(0, at);
  // The shop's patterns accept one line feed at the very end, and so a second customer.
  const host = email.slice(at + 1).replace(/\n$/, '');
  if (at < 1 || host === '' || email.includes('..') || localPart.includes('\n')) return [notAnAddress];

  const mistakes: Message[] = [];
  if (Buffer.byteLength(localPart) > LONGEST_LOCAL_PART || Buffer.byteLength(host) > LONGEST_HOST) {
    mistakes.push({ text: 'emailTooLong', parameters: [{ label: 'email' }] });
  }
  mistakes.push(...hostMistakes(/^\[([^\]]*)\]$/.exec(host)?.[1] ?? host));
  if (hasSurrogate(localPart) || !(DOT_ATOM.test(localPart) || QUOTED.test(localPart))) {
    mistakes.push(notAnAddress);
  }
  return mistakes;
}

function hostMistakes(host: string): Message[] {
  const notAHost: Message = { text: 'notAHostname', parameters: [{ label: 'email' }] };
  if (isIP(host)) return [notAHost, { text: 'hostnameIsAddress', parameters: { value: host } }];
  const mistake = dnsMistake(host);
  if (!mistake) return [];
  const local = LOCAL_NETWORK_NAME.test(host) ? 'localNameNotAllowed' : 'localNameInvalid';
  return [notAHost, mistake, { text: local, parameters: { value: host } }];
}

function dnsMistake(host: string): Message | null {
  const labels = host.split('.');
  if (labels.length < 2 || host.length < 4 || host.length > 254) return { text: 'hostnameStructure' };
  const tld = labels.at(-1) ?? '';
  if (tld.length < 2 || tld.length > 63) return { text: 'hostnameWithoutTld', parameters: { value: host } };
  for (const label of labels) {
    if (label === '') return { text: 'hostnameStructure' };
    // A label in Punycode contains two dashes of its own.
    if (/^-|-$|^(?!xn--)..--/.test(label)) return { text: 'hostnameDash', parameters: { value: host } };
  }
  const registered = labels.length - 2;
  const fits = labels.every((label, index) => (index === registered ? LABEL : SUBDOMAIN).test(label));
  return fits ? null : { text: 'hostnameSchema', parameters: { value: host, tld: tld.toUpperCase() } };
}

function hasSurrogate(text: string): boolean {
  return /[\uD800-\uDFFF]/.test(text);
}
