{{/* The parameters are a map: root, name (of the authentication), target, and metadata of the trigger. */}}
{{- define "onboarding.scaledObjectSpec" -}}
{{- $autoscaling := .root.Values.worker.autoscaling -}}
{{- $temporal := .root.Values.temporal -}}
scaleTargetRef: {{ .target | toJson }}
pollingInterval: {{ $autoscaling.pollingInterval }}
minReplicaCount: {{ $autoscaling.minReplicas }}
maxReplicaCount: {{ $autoscaling.maxReplicas }}
advanced:
  horizontalPodAutoscalerConfig:
    behavior:
      scaleUp:
        policies:
          - { type: Pods, value: 1, periodSeconds: {{ $autoscaling.scaleUpPeriodSeconds }} }
      scaleDown:
        stabilizationWindowSeconds: {{ $autoscaling.scaleDownStabilizationSeconds }}
        policies:
          - { type: Pods, value: 1, periodSeconds: {{ $autoscaling.scaleUpPeriodSeconds }} }
triggers:
  - type: temporal
    metadata:
      endpoint: {{ $temporal.address | quote }}
      taskQueue: {{ .root.Values.taskQueue | quote }}
      queueTypes: workflow,activity
      targetQueueSize: {{ $autoscaling.targetQueueSize | toString | quote }}
      {{- with $temporal.tls.serverName }}
      tlsServerName: {{ . | quote }}
      {{- end }}
      {{- toYaml .metadata | nindent 6 }}
    {{- if ne $temporal.authentication "none" }}
    authenticationRef: { name: {{ .name }} }
    {{- end }}
{{- end -}}
