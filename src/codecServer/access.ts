import { createHash, timingSafeEqual } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { Refusal } from './refusal';

/** Who is answered. `open`: whoever reaches the server, which is for a loopback address alone. */
export type CodecServerAccess =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'authenticated';
      /** Bearer tokens that are let in. */
      readonly tokens: readonly string[];
      /** Lets in those who are signed in to the Temporal UI, which passes its access token on. */
      readonly accessTokens?: AccessTokenCheck;
    };

export interface AccessTokenCheck {
  /** Address of the key set (JWKS) that the tokens are signed with. */
  readonly jwks: string;
  readonly audience: string;
  readonly issuer?: string;
}

const KEY_SET_LIMIT_MS = 5_000;

/**
 * Checks the header `Authorization` of a request.
 * @returns a function that throws Refusal: 401 for a token that is missing or not right, 503 where that cannot be told
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

/** All are compared, each in constant time, so that the time of an answer tells nothing of a token. */
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
      if (isAboutToken(error)) return false;
      throw new Refusal(
        503,
        'the key set of ONBOARDING_CODEC_JWKS cannot be had, so that no token is let in',
      );
    }
  };
}

function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    /^ERR_(JWT_|JWS_|JOSE_ALG_NOT_ALLOWED|JOSE_NOT_SUPPORTED|JWKS_NO_MATCHING_KEY|JWKS_MULTIPLE_MATCHING_KEYS)/.test(
      error.code,
    )
  );
}
