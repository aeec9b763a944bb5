{{- define "skipstream.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* The beginning of all names: short enough for the longest ending, and for the names of pods. */}}
{{- define "skipstream.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "skipstream.name" .) .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "skipstream.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* Labels of a selector; the argument is a dict of root and component. */}}
{{- define "skipstream.selector" -}}
app.kubernetes.io/name: {{ include "skipstream.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "skipstream.labels" -}}
{{ include "skipstream.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "skipstream.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "skipstream.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "skipstream.tag" -}}
{{- default .Chart.AppVersion .Values.image.tag }}
{{- end }}

{{- define "skipstream.tokensSecret" -}}
{{- default (printf "%s-tokens" (include "skipstream.fullname" .)) .Values.tokens.existingSecret }}
{{- end }}

{{- define "skipstream.saslSecret" -}}
{{- default (printf "%s-kafka-login" (include "skipstream.fullname" .)) .Values.kafka.sasl.existingSecret }}
{{- end }}

{{- define "skipstream.scheme" -}}
{{- if .Values.tls.enabled }}https{{ else }}http{{ end }}
{{- end }}

{{- define "skipstream.securityProtocol" -}}
{{- if .Values.kafka.sasl.mechanism -}}
{{- if .Values.kafka.tls.enabled }}SASL_SSL{{ else }}SASL_PLAINTEXT{{ end }}
{{- else -}}
{{- if .Values.kafka.tls.enabled }}SSL{{ else }}PLAINTEXT{{ end }}
{{- end }}
{{- end }}

{{/* The Kafka client properties. Kafka's provider reads secrets from their files, so none is in this text. */}}
{{- define "skipstream.clientProperties" -}}
security.protocol={{ include "skipstream.securityProtocol" . }}
{{- if or .Values.kafka.sasl.mechanism .Values.kafka.tls.clientCertificate }}
config.providers=secret
config.providers.secret.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider
config.providers.secret.param.allowed.paths=/etc/skipstream
{{- end }}
{{- with .Values.kafka.sasl.mechanism }}
sasl.mechanism={{ . }}
sasl.jaas.config=org.apache.kafka.common.security.{{ if eq . "PLAIN" }}plain.PlainLoginModule{{ else }}scram.ScramLoginModule{{ end }} required username="${secret:/etc/skipstream/kafka-login:username}" password="${secret:/etc/skipstream/kafka-login:password}";
{{- end }}
{{- if .Values.kafka.tls.enabled }}
{{- if .Values.kafka.tls.existingSecret }}
ssl.truststore.type=PEM
ssl.truststore.location=/etc/skipstream/kafka-tls/ca.crt
{{- end }}
{{- if .Values.kafka.tls.clientCertificate }}
ssl.keystore.type=PEM
ssl.keystore.certificate.chain=${secret:/etc/skipstream/kafka-tls:tls.crt}
ssl.keystore.key=${secret:/etc/skipstream/kafka-tls:tls.key}
{{- end }}
{{- end }}
{{- range $name, $value := .Values.kafka.properties }}
{{ $name }}={{ $value }}
{{- end }}
{{- end }}

{{/* The parts of a pod that all pods share; the argument is a dict of root and values of the component. */}}
{{- define "skipstream.podCommon" -}}
serviceAccountName: {{ include "skipstream.serviceAccount" .root }}
automountServiceAccountToken: false
# Kubernetes would set variables such as SKIPSTREAM_PORT, which the program reads as options.
enableServiceLinks: false
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- toYaml .root.Values.podSecurityContext | nindent 2 }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "skipstream.container" -}}
image: {{ printf "%s:%s" .Values.image.repository (include "skipstream.tag" .) | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
{{- end }}

{{/* Variables of each container that is a client of the cluster. */}}
{{- define "skipstream.kafkaEnv" -}}
- name: SKIPSTREAM_BOOTSTRAP_SERVER
  value: {{ .Values.kafka.bootstrapServers | quote }}
- name: SKIPSTREAM_COMMAND_CONFIG
  value: /etc/skipstream/client/client.properties
{{- end }}

{{- define "skipstream.kafkaMounts" -}}
- name: client
  mountPath: /etc/skipstream/client
  readOnly: true
{{- if .Values.kafka.sasl.mechanism }}
- name: kafka-login
  mountPath: /etc/skipstream/kafka-login
  readOnly: true
{{- end }}
{{- if and .Values.kafka.tls.enabled .Values.kafka.tls.existingSecret }}
- name: kafka-tls
  mountPath: /etc/skipstream/kafka-tls
  readOnly: true
{{- end }}
{{- end }}

{{- define "skipstream.kafkaVolumes" -}}
- name: client
  configMap:
    name: {{ include "skipstream.fullname" . }}-client
{{- if .Values.kafka.sasl.mechanism }}
- name: kafka-login
  secret:
    secretName: {{ include "skipstream.saslSecret" . }}
    defaultMode: 0440
{{- end }}
{{- if and .Values.kafka.tls.enabled .Values.kafka.tls.existingSecret }}
- name: kafka-tls
  secret:
    secretName: {{ .Values.kafka.tls.existingSecret }}
    defaultMode: 0440
{{- end }}
{{- end }}

{{/* The root of the image is read-only: the program writes here. The argument is a dict of root and sizeLimit. */}}
{{- define "skipstream.writableVolumes" -}}
- name: home
  emptyDir:
    sizeLimit: {{ .sizeLimit }}
- name: tmp
  emptyDir:
    sizeLimit: 1Gi
{{- end }}

{{- define "skipstream.writableMounts" -}}
- name: home
  mountPath: /home/skipstream
- name: tmp
  mountPath: /tmp
{{- end }}

{{- define "skipstream.tlsMount" -}}
{{- if .Values.tls.enabled }}
- name: tls
  mountPath: /etc/skipstream/tls
  readOnly: true
{{- end }}
{{- end }}

{{- define "skipstream.tlsVolume" -}}
{{- if .Values.tls.enabled }}
- name: tls
  secret:
    secretName: {{ required "tls.existingSecret is required with tls.enabled: name a secret of the type kubernetes.io/tls" .Values.tls.existingSecret }}
    defaultMode: 0440
{{- end }}
{{- end }}

{{/* Options of a command, as arguments. */}}
{{- define "skipstream.options" -}}
{{- range $name, $value := . }}
{{- if kindIs "slice" $value }}
{{- range $value }}
- {{ printf "--%s" $name | quote }}
- {{ . | quote }}
{{- end }}
{{- else if kindIs "bool" $value }}
{{- if $value }}
- {{ printf "--%s" $name | quote }}
{{- end }}
{{- else }}
- {{ printf "--%s" $name | quote }}
- {{ $value | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* Probes of the health port, as in docs/operations.md. Models may load for minutes: the process is live and not ready. */}}
{{- define "skipstream.probes" -}}
startupProbe:
  httpGet:
    path: /health/live
    port: http
    scheme: {{ include "skipstream.scheme" . | upper }}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 60
livenessProbe:
  httpGet:
    path: /health/live
    port: http
    scheme: {{ include "skipstream.scheme" . | upper }}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  httpGet:
    path: /health/ready
    port: http
    scheme: {{ include "skipstream.scheme" . | upper }}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end }}

{{/* Values that exclude each other, or that need another one. */}}
{{- define "skipstream.check" -}}
{{- $tokens := .Values.tokens }}
{{- if and .Values.registry.enabled (not $tokens.existingSecret) (not (and $tokens.registryTokens $tokens.registryToken)) }}
{{- fail "the registry needs tokens: set tokens.existingSecret, or tokens.registryTokens and tokens.registryToken, or registry.enabled=false" }}
{{- end }}
{{- if and (not .Values.registry.enabled) (not .Values.registry.external) }}
{{- fail "registry.external is empty and registry.enabled is false: set it to the value of --registry, such as kafka or https://models.example.org:8090" }}
{{- end }}
{{- if and .Values.console.enabled (not $tokens.existingSecret) (not $tokens.consoleTokens) }}
{{- fail "the console needs tokens: set tokens.existingSecret or tokens.consoleTokens" }}
{{- end }}
{{- if and .Values.console.ingress.enabled (not .Values.console.enabled) }}
{{- fail "console.ingress.enabled is true and console.enabled is false: enable the console too" }}
{{- end }}
{{- if and .Values.console.ingress.enabled (not .Values.console.ingress.host) }}
{{- fail "console.ingress.host is empty: set it to the host name of the console" }}
{{- end }}
{{- if and .Values.stream.state.persistent (ne .Values.stream.kind "StatefulSet") }}
{{- fail "stream.state.persistent needs stream.kind=StatefulSet: the pods of a Deployment have no claims of their own" }}
{{- end }}
{{- if and .Values.kafka.sasl.mechanism (not .Values.kafka.sasl.existingSecret) (not (and .Values.kafka.sasl.username .Values.kafka.sasl.password)) }}
{{- fail "kafka.sasl.mechanism needs a login: set kafka.sasl.existingSecret, or kafka.sasl.username and kafka.sasl.password" }}
{{- end }}
{{- if and .Values.kafka.tls.clientCertificate (not (and .Values.kafka.tls.enabled .Values.kafka.tls.existingSecret)) }}
{{- fail "kafka.tls.clientCertificate needs kafka.tls.enabled and kafka.tls.existingSecret" }}
{{- end }}
{{- if and .Values.publisher.enabled (eq (empty .Values.publisher.cameras) (empty .Values.publisher.source)) }}
{{- fail "the publisher needs either publisher.cameras or publisher.source" }}
{{- end }}
{{- end }}

{{/* The specification of the pod of the topics job. */}}
{{- define "skipstream.topicsPod" -}}
{{ include "skipstream.podCommon" (dict "root" . "values" (dict)) }}
restartPolicy: OnFailure
containers:
  - name: topics
    {{- include "skipstream.container" . | nindent 4 }}
    args:
      - topics
      - create
      - --topic
      - {{ .Values.topics.images | quote }}
      - --output
      - {{ .Values.topics.detections | quote }}
      - --dead-letters
      - {{ .Values.topics.deadLetters | quote }}
      - --partitions
      - {{ .Values.topics.partitions | int | quote }}
      {{- with .Values.topics.replicationFactor }}
      - --replication-factor
      - {{ . | int | quote }}
      {{- end }}
      - --max-record-bytes
      - {{ .Values.topics.maxRecordBytes | int64 | quote }}
      {{- if and .Values.publisher.enabled .Values.publisher.cameras }}
      - --camera-status
      - cameras.status
      {{- end }}
    env:
      {{- include "skipstream.kafkaEnv" . | nindent 6 }}
    resources:
      requests:
        cpu: 100m
        memory: 256Mi
      limits:
        memory: 512Mi
    volumeMounts:
      {{- include "skipstream.kafkaMounts" . | nindent 6 }}
      {{- include "skipstream.writableMounts" . | nindent 6 }}
volumes:
  {{- include "skipstream.kafkaVolumes" . | nindent 2 }}
  {{- include "skipstream.writableVolumes" (dict "sizeLimit" "1Gi") | nindent 2 }}
{{- end }}
