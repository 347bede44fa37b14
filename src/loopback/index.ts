export {
  findForeignRequest,
  FOREIGN_REQUEST_MESSAGES,
  isLoopback,
  isLoopbackAddress,
  type SentRequest,
} from './loopbackRequests';
