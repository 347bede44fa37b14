import type { Customer, CustomerFields, CustomerUpdate } from '../contract/onboarding';
import { isRecord } from '../contract/isRecord';
import type { Answer } from './answer';
import type { Attempt } from './attempt';
import { commerceFailure } from './commerceFailure';
import type { HttpClient } from './httpClient';
import type { HttpRequest } from './httpRequest';
import type { Token, TokenSource } from './tokenSource';

export interface CustomerApiOptions {
  http: HttpClient;
  tokens: TokenSource;
  /** `https://<server>.api.commerce.adobe.com/<tenant-id>` */
  restEndpoint: string;
  clientId: string;
  imsOrgId?: string;
  /** Store view code for the `Store` header. */
  store?: string;
}

/** An answer, and whether an earlier sending of the same request was answered with 401. */
export interface Reply {
  readonly answer: Answer;
  readonly sentBefore: boolean;
}

export interface SearchResult {
  readonly rows: Customer[];
  /** Commerce's own clock at the answer; undefined where it told none, as ours may be wrong. */
  readonly at: Date | undefined;
}

/** `path` is the one below the customers', with its query. */
interface CustomerRequest extends Pick<HttpRequest, 'kind' | 'method'> {
  readonly path: string;
  readonly body?: unknown;
}

/** More than one row is as good as many; without a size Commerce sends every customer it has. */
const SEARCH_PAGE_SIZE = 20;

/** Commerce's customer API, below `<REST endpoint>/V1/customers`. */
export class CustomerApi {
  private readonly customers: URL;
  private readonly commonHeaders: Record<string, string>;

  constructor(private readonly options: CustomerApiOptions) {
    this.customers = new URL(`${options.restEndpoint}/V1/customers`);
    const { clientId, imsOrgId, store } = options;
    this.commonHeaders = {
      accept: 'application/json',
      'x-api-key': clientId,
      ...(imsOrgId !== undefined && { 'x-gw-ims-org-id': imsOrgId }),
      ...(store !== undefined && { store }),
    };
  }

  /** `POST /V1/customers`. */
  create(body: { customer: CustomerFields; password?: string }, attempt: Attempt): Promise<Reply> {
    return this.send({ kind: 'create', method: 'POST', path: '', body }, attempt);
  }

  /** `PUT /V1/customers/{id}`: the ID stands in path and body, as the body's wins. */
  update(id: number, fields: CustomerUpdate, attempt: Attempt): Promise<Reply> {
    const body = { customer: { ...fields, id } };
    return this.send({ kind: 'update', method: 'PUT', path: `/${id}`, body }, attempt);
  }

  /** `GET /V1/customers/{id}`. */
  read(id: number, attempt: Attempt): Promise<Reply> {
    return this.send({ kind: 'read', method: 'GET', path: `/${id}` }, attempt);
  }

  /**
   * Customers whose address Commerce takes for the given one (case, accents and trailing spaces aside).
   * @throws StepFailure where the answer is none of a search
   */
  async search(criteria: { email: string; websiteId?: number }, attempt: Attempt): Promise<SearchResult> {
    const { answer } = await this.send(
      { kind: 'search', method: 'GET', path: `/search?${searchQuery(criteria)}` },
      attempt,
    );
    const rows = answer.kind === 'answered' && answer.status === 200 ? parseRows(answer.json) : undefined;
    if (answer.kind === 'unanswered' || !rows) throw commerceFailure(answer);
    return { rows, at: answer.date };
  }

  private async send(request: CustomerRequest, attempt: Attempt): Promise<Reply> {
    const { tokens } = this.options;
    const first = await this.sendOnce(request, attempt);
    if (!isUnauthorized(first.answer)) return { answer: first.answer, sentBefore: false };
    if (first.token) tokens.drop(first.token);
    const second = await this.sendOnce(request, attempt);
    if (!isUnauthorized(second.answer)) return { answer: second.answer, sentBefore: true };
    if (second.token) tokens.drop(second.token);
    throw commerceFailure(second.answer);
  }

  /** The token is the one that is valid when the request goes, which may be long after it was asked for. */
  private async sendOnce(
    { kind, method, path, body }: CustomerRequest,
    attempt: Attempt,
  ): Promise<{ answer: Answer; token: Token | undefined }> {
    const { http, tokens } = this.options;
    const url = path === '' ? this.customers : new URL(`${this.customers.href}${path}`);
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    let token = tokens.atHand;
    const answer = await http.send(
      {
        kind,
        method,
        url,
        ...payload,
        token: {
          isAtHand: () => (token = tokens.atHand) !== undefined,
          fetch: async () => {
            token = await tokens.get(attempt);
          },
        },
        headers: () => this.headers(token?.value ?? '', body !== undefined),
      },
      attempt,
    );
    return { answer, token };
  }

  private headers(token: string, hasBody: boolean): Record<string, string> {
    return {
      ...this.commonHeaders,
      authorization: `Bearer ${token}`,
      ...(hasBody && { 'content-type': 'application/json' }),
    };
  }
}

/**
 * A customer as Commerce answers it, or undefined where it is none. Its `confirmation` is left out: who has that key
 * can confirm the account, and results and histories are read by many.
 */
export function parseCustomer(json: unknown): Customer | undefined {
  if (!isRecord(json)) return undefined;
  const { confirmation: _key, ...others } = json;
  const { id, email } = others;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id <= 0 || typeof email !== 'string')
    return undefined;
  return { ...others, id, email };
}

function isUnauthorized(answer: Answer): boolean {
  return answer.kind === 'answered' && answer.status === 401;
}

function searchQuery({ email, websiteId }: { email: string; websiteId?: number }): string {
  const filters = [['email', email], ...(websiteId === undefined ? [] : [['website_id', String(websiteId)]])];
  const query = new URLSearchParams();
  filters.forEach(([field, value], group) => {
    const filter = `searchCriteria[filterGroups][${group}][filters][0]`;
    query.set(`${filter}[field]`, field ?? '');
    query.set(`${filter}[value]`, value ?? '');
    query.set(`${filter}[conditionType]`, 'eq');
  });
  query.set('searchCriteria[pageSize]', String(SEARCH_PAGE_SIZE));
  return query.toString();
}

function parseRows(json: unknown): Customer[] | undefined {
  if (!isRecord(json) || !Array.isArray(json['items'])) return undefined;
  const rows = json['items'].map(parseCustomer);
  return rows.every((row) => row !== undefined) ? rows : undefined;
}
