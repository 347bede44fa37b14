{{/* Where the files of all secrets are, whichever source they have. */}}
{{- define "onboarding.secretsFolder" -}}/var/run/secrets/onboarding{{- end -}}

{{/*
The secrets that a component reads as files: `secret` is a key of .Values.secrets, `key` one of its Secret, `path` the
name of the file. The parameters are a list: the root, and the component.
*/}}
{{- define "onboarding.secretFiles" -}}
{{- $values := (index . 0).Values -}}
{{- $component := index . 1 -}}
{{- $files := list -}}
{{- if eq $component "worker" -}}
{{- $files = append $files (dict "secret" "clientSecret" "path" "client-secret") -}}
{{- end -}}
{{- if has $component (list "worker" "gateway" "codec-server") -}}
{{- $files = append $files (dict "secret" "encryptionKeys" "path" "encryption-keys") -}}
{{- end -}}
{{- if eq $component "gateway" -}}
{{- $files = append $files (dict "secret" "gatewayKeys" "path" "gateway-keys.json") -}}
{{- if $values.gateway.signedEvents -}}
{{- $files = append $files (dict "secret" "eventsSecrets" "path" "events-secrets") -}}
{{- end -}}
{{- if $values.gateway.tls.enabled -}}
{{- $files = append $files (dict "secret" "gatewayCertificate" "key" "tls.crt" "path" "gateway.crt" "remote" "certificate") -}}
{{- $files = append $files (dict "secret" "gatewayCertificate" "key" "tls.key" "path" "gateway.key" "remote" "privateKey") -}}
{{- end -}}
{{- end -}}
{{- if and (eq $component "codec-server") $values.codecServer.tokens -}}
{{- $files = append $files (dict "secret" "codecTokens" "path" "codec-tokens") -}}
{{- end -}}
{{- $trusting := list "worker" "codec-server" -}}
{{- if $values.gateway.settings.ONBOARDING_GATEWAY_EVENTS_CLIENT_ID -}}
{{- $trusting = append $trusting "gateway" -}}
{{- end -}}
{{- if and $values.secrets.extraCa.enabled (has $component $trusting) -}}
{{- $files = append $files (dict "secret" "extraCa" "path" "extra-ca.crt") -}}
{{- end -}}
{{- if ne $component "codec-server" -}}
{{- if eq $values.temporal.authentication "mtls" -}}
{{- $files = append $files (dict "secret" "temporalCertificate" "key" "tls.crt" "path" "temporal.crt" "remote" "certificate") -}}
{{- $files = append $files (dict "secret" "temporalCertificate" "key" "tls.key" "path" "temporal.key" "remote" "privateKey") -}}
{{- end -}}
{{- if $values.temporal.tls.customCa -}}
{{- $files = append $files (dict "secret" "temporalCa" "path" "temporal-ca.crt") -}}
{{- end -}}
{{- end -}}
{{- $files | toJson -}}
{{- end -}}

{{/* The volume with those files. The parameters are a list: the root, and the component. */}}
{{- define "onboarding.secretsVolume" -}}
{{- $values := (index . 0).Values -}}
{{- $component := index . 1 -}}
{{- $files := include "onboarding.secretFiles" . | fromJsonArray -}}
{{- if $files -}}
- name: secrets
{{- if eq $values.secrets.source "csi" }}
  csi:
    driver: {{ $values.secrets.csi.driver }}
    readOnly: true
    volumeAttributes:
      secretProviderClass: {{ include "onboarding.secretProviderClass" . }}
{{- else }}
  projected:
    defaultMode: 0440
    sources:
      {{- range $files }}
      {{- $secret := get $values.secrets .secret }}
      - secret:
          name: {{ $secret.name }}
          items:
            - { key: {{ default $secret.key .key | quote }}, path: {{ .path }} }
      {{- end }}
{{- end }}
{{- end -}}
{{- end -}}

{{- define "onboarding.secretProviderClass" -}}
{{- $component := index . 1 | camelcase | untitle -}}
{{- $class := get (index . 0).Values.secrets.csi.secretProviderClass $component -}}
{{- if not $class -}}
{{- printf "secrets.csi.secretProviderClass.%s is missing: with secrets.source csi, name the SecretProviderClass" $component | fail -}}
{{- end -}}
{{- $class -}}
{{- end -}}
