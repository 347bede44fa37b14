/**
 * The most bytes of a row in its file. An input may have half of it, so rows in between are reported like other bad
 * rows.
 */
export const MAX_ROW_BYTES = 1024 * 1024;

export const ROW_TOO_LONG = 'the row that begins here has more than 1 MiB';
