export {
  findForeignRequest,
  FOREIGN_REQUEST_MESSAGES,
  type ForeignRequest,
  isLoopback,
  type SentRequest,
} from './loopbackRequests';
