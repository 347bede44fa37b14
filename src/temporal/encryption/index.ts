export { EncryptionCodec, PayloadDecryptionError, type DecryptionProblem } from './encryptionCodec';
export {
  encryptionKeyText,
  newEncryptionKey,
  parseEncryptionKeys,
  type EncryptionKey,
  type EncryptionKeys,
  type ParsedEncryptionKeys,
} from './encryptionKeys';
export { EncryptionKeyFileError, homeEncryptionKeys } from './homeEncryptionKeys';
