{{/* The template of a worker's pod, for a Deployment and for the Worker Controller. */}}
{{- define "onboarding.workerPodTemplate" -}}
metadata:
  {{- include "onboarding.podMetadata" (list . "worker" dict) | nindent 2 }}
spec:
  {{- include "onboarding.pod" (list . "worker") | nindent 2 }}
  {{- include "onboarding.spread" (list . "worker") | nindent 2 }}
  serviceAccountName: {{ include "onboarding.serviceAccountName" . }}
  # Longer than the worker itself takes.
  terminationGracePeriodSeconds: {{ add .Values.worker.shutdownGraceSeconds 15 }}
  containers:
    - name: worker
      {{- include "onboarding.container" . | nindent 6 }}
      args: [worker]
      env: {{ include "onboarding.workerEnvironment" (list . .Values.worker.controller.enabled) | nindent 8 }}
      ports:
        - { name: metrics, containerPort: 9464 }
      # /healthz answers 503 only if a restart helps. A worker that loses Temporal is not ready, and stays alive.
      startupProbe:
        httpGet: { path: /healthz, port: metrics }
        periodSeconds: 2
        failureThreshold: 60
      livenessProbe:
        httpGet: { path: /healthz, port: metrics }
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: { path: /readyz, port: metrics }
        periodSeconds: 10
        timeoutSeconds: 3
      resources: {{ toYaml .Values.worker.resources | nindent 8 }}
      volumeMounts: {{ include "onboarding.volumeMounts" (list . "worker") | nindent 8 }}
        - { name: home, mountPath: /var/lib/onboarding }
        {{- include "onboarding.eventsMount" . | nindent 8 }}
  volumes:
    {{- include "onboarding.volumes" (list . "worker") | nindent 4 }}
    - name: home
      {{- if .Values.worker.home.existingClaim }}
      persistentVolumeClaim: { claimName: {{ .Values.worker.home.existingClaim }} }
      {{- else }}
      emptyDir: {}
      {{- end }}
    {{- include "onboarding.eventsVolume" . | nindent 4 }}
{{- end -}}

{{/* Endpoints of events, where the worker and `check` read them. */}}
{{- define "onboarding.eventsMount" -}}
{{- if .Values.worker.events.existingSecret }}
- { name: events, mountPath: /etc/onboarding-events, readOnly: true }
{{- end }}
{{- end -}}

{{- define "onboarding.eventsVolume" -}}
{{- with .Values.worker.events.existingSecret }}
- name: events
  secret: { secretName: {{ . }}, defaultMode: 0440 }
{{- end }}
{{- end -}}
