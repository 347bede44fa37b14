/** What a request is sent for. */
export type RequestKind = 'token' | 'create' | 'update' | 'search' | 'read';

export interface HttpRequest {
  kind: RequestKind;
  method: 'GET' | 'POST' | 'PUT';
  url: URL;
  headers: Record<string, string>;
  body?: string;
}
