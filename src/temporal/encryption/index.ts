export { createEncryptionCodec, type Encryption } from './encryptionCodec';
export { encryptingKeyId } from './encryptingKeyId';
export { HiddenPasswordError, refuseHiddenPasswords } from './refuseHidden';
export { PayloadDecryptionError, type DecryptionProblem } from './encryptPayload';
export {
  encryptionKeyText,
  newEncryptionKey,
  parseEncryptionKeys,
  type EncryptionKey,
  type EncryptionKeys,
  type ParsedEncryptionKeys,
} from './encryptionKeys';
export { EncryptionKeyFileError, homeEncryptionKeys, homeKeyFile } from './homeEncryptionKeys';
