{{/*
The names are fixed, whatever the release is called: a cluster has one installation, and a second
release is refused by Helm because these cluster-wide names belong to the first.
*/}}
{{- define "gradedcron.name" -}}
gradedcron
{{- end }}

{{- define "gradedcron.selectorLabels" -}}
app.kubernetes.io/name: {{ include "gradedcron.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "gradedcron.labels" -}}
{{ include "gradedcron.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name (.Chart.Version | replace "+" "_") }}
{{- end }}

{{- define "gradedcron.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* The PriorityClass that the chart makes for a level. */}}
{{- define "gradedcron.priorityClass" -}}
{{ include "gradedcron.name" . }}-level-
{{- end }}

{{/* What is laid down for the levels, as the operator reads it: JSON, or nothing. */}}
{{- define "gradedcron.levels" -}}
{{- $levels := dict }}
{{- range $number, $level := .Values.levels }}
{{- if $level }}
{{- $fields := omit $level "createPriorityClass" }}
{{- if $level.createPriorityClass }}
{{- $fields = set $fields "priorityClassName" (printf "%s%s" (include "gradedcron.priorityClass" $) $number) }}
{{- end }}
{{- with $fields.maxConcurrentRuns }}
{{- $fields = set $fields "maxConcurrentRuns" (int64 .) }}
{{- end }}
{{- if $fields }}
{{- $levels = set $levels $number $fields }}
{{- end }}
{{- end }}
{{- end }}
{{- if $levels }}
{{- toJson $levels }}
{{- end }}
{{- end }}
