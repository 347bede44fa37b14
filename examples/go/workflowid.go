package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

func workflowID(input []byte) (string, error) {
	var onboarding struct {
		Customer struct {
			Email   string
			Website json.Number `json:"website_id"`
		}
	}
	customer := &onboarding.Customer
	customer.Website = "default"
	if err := json.Unmarshal(input, &onboarding); err != nil {
		return "", err
	}
	_, endpoint, _ := strings.Cut(os.Getenv("REST_ENDPOINT"), "://")
	host, path, _ := strings.Cut(strings.TrimRight(endpoint, "/"), "/")
	email := lowerASCII(strings.TrimSpace(customer.Email))
	lines := lowerASCII(host) + "/" + path + "\n" + customer.Website.String() + "\n" + email
	return fmt.Sprintf("onboard-%x", sha256.Sum256([]byte(lines)))[:len("onboard-")+32], nil
}

func lowerASCII(text string) string {
	return strings.Map(func(letter rune) rune {
		if 'A' <= letter && letter <= 'Z' {
			return letter + 'a' - 'A'
		}
		return letter
	}, text)
}
