import type { Customer, CustomerFields, CustomerUpdate } from '../contract/onboarding';
import { isRecord } from '../contract/isRecord';
import type { Answer } from './answer';
import type { Attempt } from './attempt';
import { commerceFailure } from './commerceFailure';
import { DroppedMarkers } from './droppedMarkers';
import type { HttpClient } from './httpClient';
import type { HttpRequest } from './httpRequest';
import { messageOf } from './messages';
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
  /** Called when Commerce begins to drop the attribute of markers. */
  onMarkerDropped?: ((attribute: string) => void) | undefined;
}

/** An answer, and whether the same request was answered with 401 before. */
export interface Reply {
  readonly answer: Answer;
  readonly sentBefore: boolean;
}

export interface SearchResult {
  readonly rows: Customer[];
  /** Commerce's clock at the answer; undefined if the answer has no date, as our clock may be wrong. */
  readonly at: Date | undefined;
}

/** A search by a custom attribute: the shop does not have it, or so many customers match. */
export type AttributeSearch =
  { readonly kind: 'unknown' } | { readonly kind: 'known'; readonly customers: number };

/** `path` is relative to the customers' path and includes the query. */
interface CustomerRequest extends Pick<HttpRequest, 'kind' | 'method'> {
  readonly path: string;
  readonly body?: unknown;
}

/** Two rows already show that there are several; without a page size Commerce sends every customer. */
const SEARCH_PAGE_SIZE = 20;

/** Commerce's customer API, below `<REST endpoint>/V1/customers`. */
export class CustomerApi {
  private readonly customers: URL;
  private readonly commonHeaders: Record<string, string>;
  readonly droppedMarkers: DroppedMarkers;

  constructor(private readonly options: CustomerApiOptions) {
    this.customers = new URL(`${options.restEndpoint}/V1/customers`);
    const { clientId, imsOrgId, store, onMarkerDropped } = options;
    this.droppedMarkers = new DroppedMarkers((attribute) => onMarkerDropped?.(attribute));
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

  /** `PUT /V1/customers/{id}`. The ID is in both path and body, because Commerce uses the body's. */
  update(id: number, fields: CustomerUpdate, attempt: Attempt): Promise<Reply> {
    const body = { customer: { ...fields, id } };
    return this.send({ kind: 'update', method: 'PUT', path: `/${id}`, body }, attempt);
  }

  /** `GET /V1/customers/{id}`. */
  read(id: number, attempt: Attempt): Promise<Reply> {
    return this.send({ kind: 'read', method: 'GET', path: `/${id}` }, attempt);
  }

  /**
   * Customers whose address Commerce treats as equal to the given one: it ignores case, accents and trailing spaces.
   * @throws StepFailure if the answer is not the result of a search
   */
  async search(
    { email, websiteId }: { email: string; websiteId?: number },
    attempt: Attempt,
  ): Promise<SearchResult> {
    const ofWebsite: Filter[] = websiteId === undefined ? [] : [['website_id', 'eq', String(websiteId)]];
    const answer = await this.find([['email', 'eq', email], ...ofWebsite], SEARCH_PAGE_SIZE, attempt);
    const rows = answer.kind === 'answered' && answer.status === 200 ? parseRows(answer.json) : undefined;
    if (answer.kind === 'unanswered' || !rows) throw commerceFailure(answer);
    return { rows, at: answer.date };
  }

  /**
   * Whether the shop's customers have a custom attribute. Commerce refuses a search by an attribute that does not
   * exist, and names it.
   * @param id search only this customer; if left out, all of them
   * @throws StepFailure if the answer says neither
   */
  async searchAttribute(attribute: string, attempt: Attempt, id?: number): Promise<AttributeSearch> {
    const ofCustomer: Filter[] = id === undefined ? [] : [['entity_id', 'eq', String(id)]];
    const answer = await this.find([...ofCustomer, [attribute, 'notnull', '1']], 1, attempt);
    if (answer.kind === 'answered') {
      const { status, json } = answer;
      const total = isRecord(json) ? json['total_count'] : undefined;
      if (status === 200 && typeof total === 'number') return { kind: 'known', customers: total };
      if (status === 400 && messageOf(json)?.includes(attribute)) return { kind: 'unknown' };
    }
    throw commerceFailure(answer);
  }

  private async find(filters: readonly Filter[], pageSize: number, attempt: Attempt): Promise<Answer> {
    const path = `/search?${searchQuery(filters, pageSize)}`;
    return (await this.send({ kind: 'search', method: 'GET', path }, attempt)).answer;
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

  /** Takes the token when the request is sent, which may be long after the call. */
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
 * A customer as Commerce returns it; undefined if `json` is none. Drops `confirmation`: anybody with that key can
 * confirm the account, and many people read results and histories.
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

type Filter = readonly [field: string, condition: 'eq' | 'notnull', value: string];

function searchQuery(filters: readonly Filter[], pageSize: number): string {
  const query = new URLSearchParams();
  filters.forEach(([field, condition, value], group) => {
    const filter = `searchCriteria[filterGroups][${group}][filters][0]`;
    query.set(`${filter}[field]`, field);
    query.set(`${filter}[value]`, value);
    query.set(`${filter}[conditionType]`, condition);
  });
  query.set('searchCriteria[pageSize]', String(pageSize));
  return query.toString();
}

function parseRows(json: unknown): Customer[] | undefined {
  if (!isRecord(json) || !Array.isArray(json['items'])) return undefined;
  const rows = json['items'].map(parseCustomer);
  return rows.every((row) => row !== undefined) ? rows : undefined;
}
