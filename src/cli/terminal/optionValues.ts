import { InvalidArgumentError } from 'commander';
import { parseMoment as parse } from '../../contract/parse/moment';

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
