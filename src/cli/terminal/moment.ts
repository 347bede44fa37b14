import { InvalidArgumentError } from 'commander';
import { parseMoment as parse } from '../../contract/parse/moment';

/** Reads a moment: RFC 3339 with its zone, or an age such as `2h` or `3d`. For an option of commander. */
export function parseMoment(text: string): Date {
  const moment = parse(text);
  if (moment) return moment;
  throw new InvalidArgumentError(
    'It must be an age such as 2h or 3d, or a time such as 2026-11-24T18:00:00Z.',
  );
}
