/** The settings for a client of the sandbox, by the names of the environment variables. */
export interface SandboxSettings {
  readonly CLIENT_ID: string;
  readonly CLIENT_SECRET: string;
  readonly REST_ENDPOINT: string;
  readonly IMS_ENDPOINT: string;
}
