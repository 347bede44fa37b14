export { createEncryptionCodec, type Encryption } from './encryptionCodec';
export { HiddenPasswordError, refuseHiddenPasswords } from './refuseHidden';
export { encryptingKeyId, PayloadDecryptionError } from './encryptPayload';
export {
  encryptionKeyText,
  newEncryptionKey,
  parseEncryptionKeys,
  type EncryptionKey,
  type EncryptionKeys,
} from './encryptionKeys';
export { EncryptionKeyFileError, homeEncryptionKeys, homeEncryptionKeyFile } from './homeEncryptionKeys';
