/** The longest that one token request takes: getToken's time limit is made for it, whatever Commerce's are given. */
export const TOKEN_REQUEST_LIMIT_MS = 60_000;
