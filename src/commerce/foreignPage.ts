/** The beginning of the page that is searched for a title. */
const READ_CHARACTERS = 4_096;
const TITLE_CHARACTERS = 60;

export interface ForeignPage {
  readonly contentType: string | undefined;
  readonly server: string | undefined;
  readonly text: string;
}

/**
 * Describes what answered in place of the service, for people who look for a proxy or a firewall: content type,
 * server and page title. It repeats nothing else, because the page may contain what was sent.
 */
export function describePage({ contentType, server, text }: ForeignPage): string {
  const type = /^[\w.+-]{1,40}\/[\w.+-]{1,40}/.exec(contentType ?? '')?.[0] ?? 'no content type';
  const program = /^[\w.-]{1,40}(\/[\w.-]{1,20})?/.exec(server ?? '')?.[0];
  const title = titleOf(text.slice(0, READ_CHARACTERS));
  const from = program === undefined ? '' : ` from ${program}`;
  if (text === '') return `an empty body${from}`;
  return `${type}${from}${title === undefined ? '' : `: "${title}"`}`;
}

/** Plain words only: a title with an address or a path in it is left out. */
function titleOf(text: string): string | undefined {
  const title = /<title[^>]{0,100}>([^<]{1,200})/i.exec(text)?.[1]?.replace(/\s+/g, ' ').trim();
  if (title === undefined || !/^[\p{L}\p{N} .,:;!?'|()-]+$/u.test(title)) return undefined;
  return title.slice(0, TITLE_CHARACTERS);
}
