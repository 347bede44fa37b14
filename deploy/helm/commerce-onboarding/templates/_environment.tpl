{{/* How a component reaches Temporal. The Worker Controller gives its workers all of this except the certificate authority. */}}
{{- define "onboarding.temporalEnvironment" -}}
{{- $temporal := .Values.temporal -}}
{{- $folder := include "onboarding.secretsFolder" . -}}
- { name: TEMPORAL_ADDRESS, value: {{ $temporal.address | quote }} }
- { name: TEMPORAL_NAMESPACE, value: {{ $temporal.namespace | quote }} }
{{- if eq $temporal.authentication "apiKey" }}
{{ include "onboarding.apiKeyEnvironment" . }}
{{- end }}
{{- if eq (include "onboarding.usesTls" .) "true" }}
- { name: TEMPORAL_TLS, value: 'true' }
{{- end }}
{{- with $temporal.tls.serverName }}
- { name: TEMPORAL_TLS_SERVER_NAME, value: {{ . | quote }} }
{{- end }}
{{- if eq $temporal.authentication "mtls" }}
- { name: TEMPORAL_TLS_CLIENT_CERT_PATH, value: {{ $folder }}/temporal.crt }
- { name: TEMPORAL_TLS_CLIENT_KEY_PATH, value: {{ $folder }}/temporal.key }
{{- end }}
{{- include "onboarding.temporalCaEnvironment" . }}
{{- end -}}

{{- define "onboarding.apiKeyEnvironment" -}}
- name: TEMPORAL_API_KEY
  valueFrom:
    secretKeyRef: { name: {{ .Values.secrets.temporalApiKey.name }}, key: {{ .Values.secrets.temporalApiKey.key | quote }} }
{{- end -}}

{{- define "onboarding.temporalCaEnvironment" -}}
{{- if .Values.temporal.tls.customCa }}
- { name: TEMPORAL_TLS_SERVER_CA_CERT_PATH, value: {{ include "onboarding.secretsFolder" . }}/temporal-ca.crt }
{{- end }}
{{- end -}}

{{- define "onboarding.usesTls" -}}
{{- or .Values.temporal.tls.enabled (ne .Values.temporal.authentication "none") -}}
{{- end -}}

{{/* Settings by their names. The parameters are a list: the root, and the settings of the component, which take precedence. */}}
{{- define "onboarding.settings" -}}
{{- range $name, $value := merge (deepCopy (index . 1)) (index . 0).Values.settings }}
{{- /* YAML has one kind of number, which Helm would print as 1e+06. */}}
- { name: {{ $name }}, value: {{ ternary (int64 $value | toString) (toString $value) (kindIs "float64" $value) | quote }} }
{{- end }}
{{- end -}}

{{/* What a worker and `check` read. The parameters are a list: the root, and whether the Worker Controller runs it. */}}
{{- define "onboarding.workerEnvironment" -}}
{{- $root := index . 0 -}}
{{- $values := $root.Values -}}
{{- $folder := include "onboarding.secretsFolder" $root -}}
{{- if index . 1 -}}
{{- /* The controller's own variables come after these, so they cannot be referred to: its label can. */ -}}
- name: ONBOARDING_BUILD_ID
  valueFrom: { fieldRef: { fieldPath: "metadata.labels['temporal.io/build-id']" } }
- { name: ONBOARDING_DEPLOYMENT, value: {{ $root.Release.Namespace }}/{{ include "onboarding.fullname" $root }}-worker }
{{- include "onboarding.temporalCaEnvironment" $root }}
{{- else -}}
{{ include "onboarding.temporalEnvironment" $root }}
{{- end }}
- { name: ONBOARDING_TASK_QUEUE, value: {{ $values.taskQueue | quote }} }
- { name: CLIENT_ID, value: {{ $values.tenant.clientId | quote }} }
- { name: REST_ENDPOINT, value: {{ $values.tenant.restEndpoint | quote }} }
- { name: CLIENT_SECRET_FILE, value: {{ $folder }}/client-secret }
- { name: ONBOARDING_ENCRYPTION_KEYS_FILE, value: {{ $folder }}/encryption-keys }
- { name: ONBOARDING_SHUTDOWN_GRACE, value: {{ $values.worker.shutdownGraceSeconds }}s }
- { name: ONBOARDING_METRICS_ADDRESS, value: {{ printf "%s:9464" $values.listenHost | quote }} }
{{- /* A volume belongs to root, and the home must belong to the user of the process. */}}
- { name: ONBOARDING_HOME, value: /var/lib/onboarding/home }
{{- if $values.worker.events.existingSecret }}
- { name: ONBOARDING_EVENTS_FILE, value: /etc/onboarding-events/events.json }
{{- end }}
{{- include "onboarding.extraCaEnvironment" $root }}
{{- include "onboarding.settings" (list $root $values.worker.settings) }}
{{- end -}}

{{- define "onboarding.extraCaEnvironment" -}}
{{- if .Values.secrets.extraCa.enabled }}
- { name: NODE_EXTRA_CA_CERTS, value: {{ include "onboarding.secretsFolder" . }}/extra-ca.crt }
{{- end }}
{{- end -}}
