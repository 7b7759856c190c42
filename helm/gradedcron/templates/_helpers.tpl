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
