/** What a client of the sandbox is set up with, under the names of the environment. */
export interface SandboxSettings {
  readonly CLIENT_ID: string;
  readonly CLIENT_SECRET: string;
  readonly REST_ENDPOINT: string;
  readonly IMS_ENDPOINT: string;
}
