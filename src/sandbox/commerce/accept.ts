import { refusedInLines } from './refusal';

const FORMATS: Readonly<Record<string, 'json' | 'xml'>> = {
  '*/*': 'json',
  'application/*': 'json',
  'application/json': 'json',
  'text/*': 'xml',
  'text/xml': 'xml',
  'application/xml': 'xml',
  'application/xhtml+xml': 'xml',
};

/**
 * The form of the answer: the first type in `Accept`, by quality, that Commerce can write. Refuses a request without
 * such a type.
 */
export function answerFormat(accept: string | undefined): 'json' | 'xml' {
  const types = (accept ?? '*/*')
    .split(',')
    .map((definition) => {
      const [type = '', quality] = definition.split(';');
      return { type: type.trim().toLowerCase(), quality: Number(quality?.split('=')[1] ?? 1) };
    })
    .sort((one, other) => other.quality - one.quality);
  for (const { type } of types) {
    const format = FORMATS[type];
    if (format) return format;
  }
  throw refusedInLines([{ text: 'acceptUnknown', parameters: [accept ?? ''] }], 406);
}
