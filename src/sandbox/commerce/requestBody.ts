import type { IncomingHttpHeaders } from 'node:http';
import { refused, refusedInLines } from './refusal';

const JSON_TYPE = 'application/json';
const XML_TYPES = ['application/xml', 'application/xhtml+xml', 'text/xml'];

/**
 * The body of a POST or PUT, parsed; an empty one is an empty object, whatever its type. Refuses a body that is
 * not called JSON in UTF-8, or is none.
 */
export function requestBody(headers: IncomingHttpHeaders, text: string): unknown {
  if (text === '') return {};
  const type = contentType(headers['content-type']);
  // XML is a type that the real one reads; this one reads no XML, so that it cannot decode it.
  if (XML_TYPES.includes(type)) throw refused({ text: 'decodingError' });
  if (type !== JSON_TYPE) throw refusedInLines([{ text: 'contentTypeUnknown', parameters: [type] }]);
  try {
    return JSON.parse(text);
  } catch {
    throw refused({ text: 'decodingError' });
  }
}

function contentType(header: string | undefined): string {
  if (!header) throw refused({ text: 'contentTypeEmpty' });
  const match = /^([a-z\d/\-+.]+?)(?:; *charset=(.+))?$/i.exec(header);
  if (!match?.[1]) throw refused({ text: 'contentTypeInvalid' });
  if (match[2] !== undefined && match[2].toLowerCase() !== 'utf-8') throw refused({ text: 'charset' });
  return match[1];
}
