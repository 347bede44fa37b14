package main

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"strings"
)

type key struct {
	id string
	cipher.AEAD
}

// parseKeys reads ID:KEY entries, KEY being 32 bytes in base64. The first key encrypts, all of them decrypt.
func parseKeys(entries string) ([]key, error) {
	var keys []key
	for _, entry := range strings.Fields(strings.ReplaceAll(entries, ",", " ")) {
		id, encoded, _ := strings.Cut(entry, ":")
		secret, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(secret)
		if err != nil {
			return nil, err
		}
		// Puts a random IV in front of what it encrypts, and takes it from there.
		gcm, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key{id, gcm})
	}
	if len(keys) == 0 {
		return nil, errors.New("ONBOARDING_ENCRYPTION_KEYS holds no key")
	}
	return keys, nil
}
