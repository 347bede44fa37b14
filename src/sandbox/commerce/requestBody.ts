import type { IncomingHttpHeaders } from 'node:http';
import { refused, refusedInLines } from './refusal';

const JSON_TYPE = 'application/json';
const XML_TYPES = ['application/xml', 'application/xhtml+xml', 'text/xml'];

/**
 * The parsed body of a POST or PUT; an empty one is an empty object, whatever its type. Refuses a body whose type is
 * not JSON in UTF-8, or which is no JSON.
 */
export function requestBody(headers: IncomingHttpHeaders, text: string): unknown {
  if (text === '') return {};
  const type = contentType(headers['content-type']);
  // The real shop decodes XML; the sandbox does not support it and answers with a decoding error.
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
