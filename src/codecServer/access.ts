import { createHash, timingSafeEqual } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { Refusal } from './refusal';

/** Who may use the server. `open`: everybody who reaches it; only for a loopback address. */
export type CodecServerAccess =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'authenticated';
      /** Accepted bearer tokens. */
      readonly tokens: readonly string[];
      /** Accepts users who are signed in to the Temporal UI, which forwards its access token. */
      readonly accessTokens?: AccessTokenCheck;
    };

interface AccessTokenCheck {
  /** URL of the key set (JWKS) that signs the tokens. */
  readonly jwks: string;
  readonly audience: string;
  readonly issuer?: string;
}

const KEY_SET_LIMIT_MS = 5_000;

/**
 * Checks the header `Authorization` of a request.
 * @returns a function that throws Refusal: 401 for a missing or wrong token, 503 if the token cannot be checked
 */
export function createAuthentication(
  access: CodecServerAccess,
): (authorization: string | undefined) => Promise<void> {
  if (access.kind === 'open') return async () => Promise.resolve();
  const digests = access.tokens.map(digest);
  const verifyAccessToken = access.accessTokens && accessTokenVerification(access.accessTokens);
  return async (authorization) => {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new Refusal(401, 'send a token: Authorization: Bearer TOKEN');
    if (isOneOf(digests, digest(token)) || (await verifyAccessToken?.(token))) return;
    throw new Refusal(401, 'the token is not one that is let in');
  };
}

/** Compares with all of them, each in constant time, so that the response time reveals nothing about a token. */
function isOneOf(digests: readonly Buffer[], asked: Buffer): boolean {
  return digests.filter((known) => timingSafeEqual(known, asked)).length > 0;
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function accessTokenVerification({
  jwks,
  audience,
  issuer,
}: AccessTokenCheck): (token: string) => Promise<boolean> {
  const keys = createRemoteJWKSet(new URL(jwks), { timeoutDuration: KEY_SET_LIMIT_MS });
  const options = { audience, requiredClaims: ['exp'], ...(issuer !== undefined && { issuer }) };
  return async (token) => {
    try {
      await jwtVerify(token, keys, options);
      return true;
    } catch (error) {
      if (isTokenError(error)) return false;
      throw new Refusal(
        503,
        'the key set of ONBOARDING_CODEC_JWKS cannot be had, so that no token is let in',
      );
    }
  };
}

function isTokenError(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    /^ERR_(JWT_|JWS_|JOSE_ALG_NOT_ALLOWED|JOSE_NOT_SUPPORTED|JWKS_NO_MATCHING_KEY|JWKS_MULTIPLE_MATCHING_KEYS)/.test(
      error.code,
    )
  );
}
