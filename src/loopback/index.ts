export {
  findForeignRequest,
  FOREIGN_REQUEST_MESSAGES,
  type ForeignRequest,
  isLoopback,
  isLoopbackAddress,
  type SentRequest,
} from './loopbackRequests';
