export type { CodecServerAccess } from './access';
export { type CodecServer, CodecServerError, type CodecServerOptions, startCodecServer } from './codecServer';
