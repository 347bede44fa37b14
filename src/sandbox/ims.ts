import { jsonAnswer, type Answer, type ArrivedRequest } from './answer';
import type { ResolvedOptions } from './options';
import type { Timers } from './timers';
import type { TokenBook } from './tokenBook';

const NEEDED_SCOPE = 'commerce.accs';

/** The part of Adobe's identity service that a server-to-server credential needs: `POST /ims/token/v3`. */
export class Ims {
  private secrets: readonly string[];

  constructor(
    private readonly options: ResolvedOptions,
    private readonly tokens: TokenBook,
    private readonly timers: Timers,
  ) {
    this.secrets = [options.clientSecret];
  }

  /** From now on only these secrets are valid. */
  setSecrets(secrets: readonly string[]): void {
    this.secrets = secrets;
  }

  async serve(request: ArrivedRequest): Promise<Answer> {
    const { tokenMs } = this.options.latency;
    if (tokenMs > 0) await this.timers.pause(tokenMs);
    if (request.path !== '/ims/token/v3') return oauthError('invalid_request', 'unknown endpoint', 404);
    if (request.method !== 'POST') return oauthError('invalid_request', 'method must be POST', 405);
    return this.refusal(request) ?? this.grant();
  }

  private grant(): Answer {
    return jsonAnswer(200, {
      access_token: this.tokens.issue(),
      token_type: 'bearer',
      expires_in: Math.floor(this.options.tokenLifetimeMs / 1000),
    });
  }

  private refusal(request: ArrivedRequest): Answer | null {
    if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
      return oauthError('invalid_request', 'the request must be form encoded');
    }
    const form = new URLSearchParams(request.body);
    for (const name of ['grant_type', 'client_id', 'client_secret']) {
      if (!form.get(name)) return oauthError('invalid_request', `missing ${name} parameter`);
    }
    if (form.get('grant_type') !== 'client_credentials') {
      return oauthError('unsupported_grant_type', 'invalid grant_type parameter');
    }
    if (form.get('client_id') !== this.options.clientId) {
      return oauthError('invalid_client', 'invalid client_id parameter');
    }
    if (!this.secrets.includes(form.get('client_secret') ?? '')) {
      return oauthError('invalid_client', 'invalid client_secret parameter');
    }
    const scopes = (form.get('scope') ?? '').split(/[\s,]+/);
    return scopes.includes(NEEDED_SCOPE) ? null : oauthError('invalid_scope', 'invalid scope parameter');
  }
}

function oauthError(error: string, error_description: string, status = 400): Answer {
  return jsonAnswer(status, { error, error_description });
}
