export { EmbeddedServerError, type EmbeddedServerErrorKind } from './embeddedServerError';
export { findProgram, type FindProgramOptions } from './program/findProgram';
export { type Program } from './program/source';
export { embeddedTarget } from './serverConnection';
export { findRunningServer, type RunningServer } from './runningServer';
export { useEmbeddedServer, type EmbeddedServer, type UseEmbeddedServerOptions } from './useEmbeddedServer';
