{{/* What the specification of every pod has. The parameters are a list: the root, and the component. */}}
{{- define "onboarding.pod" -}}
{{- $root := index . 0 -}}
{{- $pod := $root.Values.pod -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with $root.Values.imagePullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  {{- with $pod.runAsUser }}
  runAsUser: {{ int64 . }}
  {{- end }}
  {{- with $pod.runAsGroup }}
  runAsGroup: {{ int64 . }}
  {{- end }}
  {{- with $pod.fsGroup }}
  fsGroup: {{ int64 . }}
  # Otherwise each start would let the group write to the home, which then counts as unsafe.
  fsGroupChangePolicy: OnRootMismatch
  {{- end }}
  seccompProfile: { type: RuntimeDefault }
{{- with $pod.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $pod.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with $pod.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with $pod.affinity }}
affinity: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "onboarding.spread" -}}
topologySpreadConstraints:
{{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: {{ (index $ 0).Values.pod.spread }}
    labelSelector:
      matchLabels: {{ include "onboarding.selectorLabels" $ | nindent 8 }}
{{- end }}
{{- end -}}

{{/* The parameters are a list: the root, the component, and annotations of its own. */}}
{{- define "onboarding.podMetadata" -}}
{{- $pod := (index . 0).Values.pod -}}
labels: {{ merge (include "onboarding.selectorLabels" . | fromYaml) $pod.labels | toYaml | nindent 2 }}
{{- with merge (index . 2) $pod.annotations }}
annotations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* What every container has. */}}
{{- define "onboarding.container" -}}
image: {{ include "onboarding.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end -}}

{{/* The parameters are a list: the root, and the component. */}}
{{- define "onboarding.volumeMounts" -}}
- { name: tmp, mountPath: /tmp }
{{- if include "onboarding.secretFiles" . | fromJsonArray }}
- { name: secrets, mountPath: {{ include "onboarding.secretsFolder" (index . 0) }}, readOnly: true }
{{- end }}
{{- end -}}

{{- define "onboarding.volumes" -}}
- name: tmp
  emptyDir: { sizeLimit: 64Mi }
{{ include "onboarding.secretsVolume" . }}
{{- end -}}
