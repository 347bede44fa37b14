import { InvalidArgumentError, Option } from 'commander';
import { FAILURES } from '../../contract/failures';
import { parseMoment as parse } from '../../contract/parse/moment';

/** The flags and the description of `--since`, which each command reads in its own form. */
export const SINCE = [
  '--since <time>',
  'only onboardings that started or ended since this time: RFC 3339, or an age such as 2h or 3d',
] as const;

/** A new one for each command, as a command changes its options. */
export function failureOption(): Option {
  const option = new Option('--failure <type>', 'only onboardings that failed with this type');
  return option.choices(Object.keys(FAILURES));
}

/** Reads a whole number of 1 or more, for an option. @throws InvalidArgumentError */
export function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('It must be a whole number, 1 or more.');
}

/** Reads a port number, for an option. @throws InvalidArgumentError */
export function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError('It must be a number from 1 to 65535.');
}

/** Reads a time in RFC 3339, or an age such as `2h` or `3d`, for an option. @throws InvalidArgumentError */
export function parseMoment(text: string): Date {
  const moment = parse(text);
  if (moment) return moment;
  throw new InvalidArgumentError(
    'It must be an age such as 2h or 3d, or a time such as 2026-11-24T18:00:00Z.',
  );
}
