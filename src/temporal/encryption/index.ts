export { createEncryptionCodec, type Encryption } from './encryptionCodec';
export { HiddenPasswordError, refuseHiddenPasswords } from './refuseHidden';
export { type DecryptionProblem, encryptingKeyId, PayloadDecryptionError } from './encryptPayload';
export {
  encryptionKeyText,
  newEncryptionKey,
  parseEncryptionKeys,
  type EncryptionKey,
  type EncryptionKeys,
  type ParsedEncryptionKeys,
} from './encryptionKeys';
export { EncryptionKeyFileError, homeEncryptionKeys, homeEncryptionKeyFile } from './homeEncryptionKeys';
