package main

import (
	"fmt"
	"slices"

	commonpb "go.temporal.io/api/common/v1"
	"google.golang.org/protobuf/proto"
)

// codec reads and writes the workers' payloads, in the form of Temporal's encryption samples: AES-256-GCM.
type codec []key

func (c codec) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	encrypted := make([]*commonpb.Payload, len(payloads))
	for i, payload := range payloads {
		plain, err := proto.Marshal(payload)
		if err != nil {
			return nil, err
		}
		metadata := map[string][]byte{"encoding": []byte("binary/encrypted"), "encryption-key-id": []byte(c[0].id)}
		encrypted[i] = &commonpb.Payload{Metadata: metadata, Data: c[0].Seal(nil, nil, plain, nil)}
	}
	return encrypted, nil
}

func (c codec) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	decrypted := make([]*commonpb.Payload, len(payloads))
	for i, payload := range payloads {
		decrypted[i] = payload
		if string(payload.Metadata["encoding"]) != "binary/encrypted" {
			continue
		}
		id := string(payload.Metadata["encryption-key-id"])
		at := slices.IndexFunc(c, func(held key) bool { return held.id == id })
		if at < 0 {
			return nil, fmt.Errorf("the key %q is not held here", id)
		}
		plain, err := c[at].Open(nil, nil, payload.Data, nil)
		if err != nil {
			return nil, err
		}
		decrypted[i] = &commonpb.Payload{}
		if err := proto.Unmarshal(plain, decrypted[i]); err != nil {
			return nil, err
		}
	}
	return decrypted, nil
}
