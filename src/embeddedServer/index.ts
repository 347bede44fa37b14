export { EmbeddedServerError } from './embeddedServerError';
export { findProgram } from './program/findProgram';
export { type Program } from './program/source';
export { embeddedTarget } from './serverConnection';
export { findRunningServer } from './runningServer';
export { useEmbeddedServer, type EmbeddedServer } from './useEmbeddedServer';
