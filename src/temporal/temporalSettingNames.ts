/** How messages name Temporal's settings. A profile has the same settings in small letters. */
export const SETTING = {
  tls: 'TEMPORAL_TLS',
  apiKey: 'TEMPORAL_API_KEY (or _FILE)',
  clientCert: 'TEMPORAL_TLS_CLIENT_CERT_PATH (or _DATA)',
  clientKey: 'TEMPORAL_TLS_CLIENT_KEY_PATH (or _DATA)',
  serverCa: 'TEMPORAL_TLS_SERVER_CA_CERT_PATH (or _DATA)',
  serverName: 'TEMPORAL_TLS_SERVER_NAME',
};
