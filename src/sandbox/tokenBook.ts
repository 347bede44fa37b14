import { randomBytes } from 'node:crypto';

/** The access tokens that IMS has issued, each with its expiry. */
export class TokenBook {
  private readonly expiry = new Map<string, number>();

  constructor(private readonly lifetimeMs: number) {}

  issue(): string {
    this.forgetExpired();
    const token = `sandbox.${randomBytes(24).toString('base64url')}`;
    this.expiry.set(token, performance.now() + this.lifetimeMs);
    return token;
  }

  accepts(token: string): boolean {
    return performance.now() < (this.expiry.get(token) ?? 0);
  }

  revokeAll(): void {
    this.expiry.clear();
  }

  private forgetExpired(): void {
    for (const [token, expiry] of this.expiry) {
      // They are sorted by expiry.
      if (performance.now() < expiry) return;
      this.expiry.delete(token);
    }
  }
}
