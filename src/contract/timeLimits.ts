/** The longest time of one token request, whatever Commerce's limits are: getToken's time limit is based on it. */
export const TOKEN_REQUEST_LIMIT_MS = 60_000;
