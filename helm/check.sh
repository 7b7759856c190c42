#!/usr/bin/env bash
# Checks the chart. Needs helm, from the PATH or $HELM.
#   helm/check.sh            lint, render, and what must be refused; needs no cluster
#   helm/check.sh cluster    installs it on the cluster of $KUBECONFIG, which must be a throw-away one
#                            without gradedcron (devcluster/cluster.sh up), and compares the account's
#                            rights with helm/rights.txt; needs kubectl, from the PATH or $KUBECTL
#   helm/check.sh devcluster the same on a devcluster that it starts for it, and stops whatever happens
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
chart=$here/gradedcron
helm=${HELM:-helm}
kubectl=${KUBECTL:-kubectl}
namespace=gradedcron

say() { printf 'chart: %s\n' "$*" >&2; }

die() {
  say "$1"
  exit 1
}

# render FLAG...: without a cluster helm assumes a Kubernetes version of its own, which may be too old.
render() {
  "$helm" template gradedcron "$chart" --namespace "$namespace" --kube-version 1.30.0 "$@"
}

# refuses TEXT COMMAND...: COMMAND must fail with a message that holds TEXT.
refuses() {
  local text=$1 message
  shift
  if message=$("$@" 2>&1); then die "should have been refused: $*"; fi
  case $message in
  *"$text"*) ;;
  *) die "refused, but without '$text': $message" ;;
  esac
}

# holds TEXT FLAG...: what is rendered must hold TEXT.
holds() {
  local text=$1 rendered
  shift
  rendered=$(render "$@")
  case $rendered in
  *"$text"*) ;;
  *) die "not rendered with $*: $text" ;;
  esac
}

# lacks TEXT FLAG...: what is rendered must not hold TEXT.
lacks() {
  local text=$1 rendered
  shift
  rendered=$(render "$@")
  case $rendered in
  *"$text"*) die "rendered with $*: $text" ;;
  esac
}

# switched KIND VALUE: an object of this kind is there when the value is true, and not by default.
switched() {
  lacks "kind: $1"$'\n' --api-versions=gradedcron.io/v1
  holds "kind: $1"$'\n' --api-versions=gradedcron.io/v1 --set "$2=true"
}

# The dashboard's queries as rules, for promtool to read: a JSON string is one of YAML, too.
queries() {
  echo 'groups: [{name: dashboard, rules: ['
  sed -n 's/\$__rate_interval/5m/g; s/^ *"expr": \(".*"\),\{0,1\}$/\1/p' "$chart/files/dashboard.json" |
    awk '{ printf "{record: \"query%d\", expr: %s},\n", NR, $0 }'
  echo ']}]'
}

# same WHAT FILE FILE: two lists of names must be equal.
same() {
  diff -u "$2" "$3" >&2 || die "$1"
}

# page_rights NAMESPACE WHERE: the rows of docs/security.md whose first cell WHERE matches, as lines of
# helm/rights.txt.
page_rights() {
  awk -F ' *[|] *' -v namespace="$1" -v where="^($2)$" '$2 ~ where {
    gsub("`", "", $3)
    print namespace ": " $3 " [] [" $4 "] [" $5 "]"
  }' "$here/../docs/security.md"
}

# What is written about rights is what the account has.
check_rights_page() {
  same "docs/security.md and helm/rights.txt differ" <(LC_ALL=C sort "$here/rights.txt") \
    <({ page_rights "$namespace" 'everywhere|its own namespace' && page_rights default everywhere; } | LC_ALL=C sort)
}

# What is written about metrics and alerts names those that there are.
check_names() {
  local sources=$here/../operator/src/main/java/io/gradedcron/operator/metrics page=$here/../docs/metrics.md
  same "docs/metrics.md and the operator's metrics differ" \
    <(sed -n 's/^| `\(gradedcron_[a-z_]*\)`.*/\1/p' "$page" | sed 's/_seconds$//; s/_total$//' | LC_ALL=C sort) \
    <(grep -rhoE '"gradedcron\.[a-z.]+"' "$sources" | tr -d '"' | tr . _ | LC_ALL=C sort -u)
  same "docs/metrics.md and the alerts differ" \
    <(sed -n 's/^| `\(Gradedcron[A-Za-z]*\)`.*/\1/p' "$page" | LC_ALL=C sort) \
    <(sed -n 's/^ *- alert: //p' "$chart/files/alerts.yaml" | LC_ALL=C sort)
  local name
  for name in $(sed -n 's/^ *- alert: //p' "$chart/files/alerts.yaml"); do
    grep -A 1 "alertname: $name\$" "$here/alerts-test.yaml" | grep -q exp_alerts || die "no test raises the alert $name"
  done
  for name in $(grep -ohE 'gradedcron_[a-z_]+' "$chart/files/alerts.yaml" "$chart/files/dashboard.json" | LC_ALL=C sort -u); do
    grep -qF "| \`${name%_bucket}\` |" "$page" || die "no such metric: $name"
  done
}

check_offline() {
  local known='--api-versions=gradedcron.io/v1'
  "$helm" lint --strict --kube-version 1.30.0 --set crds.check=false "$chart" >&2
  holds 'image: "gradedcron/operator:0.1.0"' "$known"
  holds 'replicas: 2' --set crds.check=false
  holds 'image: "example.org/cron:v7"' "$known" --set image.repository=example.org/cron,image.tag=v7
  holds 'priorityClassName: system-cluster-critical' "$known" \
    --set priorityClassName=system-cluster-critical
  holds 'value: "-Xmx1g"' "$known" --set javaOptions=-Xmx1g
  holds 'topologyKey: kubernetes.io/hostname' "$known"
  lacks 'topologySpreadConstraints' "$known" --set-json 'topologySpreadConstraints=[]'
  refuses 'labelSelector' render "$known" --set 'topologySpreadConstraints[0].labelSelector.matchLabels.a=b'
  refuses 'kubectl apply -f crds/' render
  refuses 'Set replicas=1' render "$known" --set operator.leaderElection=false
  lacks leases "$known" --set operator.leaderElection=false,replicas=1
  holds 'type: Recreate' "$known" --set operator.leaderElection=false,replicas=1
  lacks 'type: Recreate' "$known"
  holds 'kind: PodDisruptionBudget' "$known"
  lacks 'kind: PodDisruptionBudget' "$known" --set replicas=1
  local role
  for role in view edit admin; do
    holds "rbac.authorization.k8s.io/aggregate-to-$role: \"true\"" "$known"
  done
  holds 'name: gradedcron-oncall' "$known"
  lacks 'name: gradedcron-oncall' "$known" --set userRoles.create=false
  lacks 'aggregate-to' "$known" --set userRoles.create=false
  switched NetworkPolicy networkPolicy.enabled
  switched ValidatingAdmissionPolicy levelPolicy.enabled
  switched ValidatingAdmissionPolicyBinding levelPolicy.enabled
  switched ServiceMonitor serviceMonitor.enabled
  switched PrometheusRule prometheusRule.enabled
  switched ConfigMap dashboard.enabled
  holds 'alert: GradedcronNoLeader' "$known" --set prometheusRule.enabled=true
  holds '"title": "Fire latency, level 1"' "$known" --set dashboard.enabled=true
  lacks 'helm.sh/hook' "$known"
  holds 'helm.sh/hook: test' "$known" --set test.image=example.org/tools:v1
  holds 'http://gradedcron-metrics:9090/readyz' "$known" \
    --set test.image=example.org/tools:v1,operator.managementPort=9090
  # The test gets through a policy that names who may scrape.
  local closed='networkPolicy.enabled=true,networkPolicy.from[0].namespaceSelector.matchLabels.a=b'
  lacks 'name: gradedcron-test' "$known" --set "$closed"
  holds '      - podSelector:
          matchLabels:
            app.kubernetes.io/name: gradedcron-test' "$known" --set "$closed,test.image=example.org/tools:v1"
  lacks GRADEDCRON_LEVELS "$known"
  lacks GRADEDCRON_LEVELS "$known" --set-json 'levels={"3":null}'
  holds 'value: "{\"3\":{\"maxConcurrentRuns\":20}}"' "$known" --set levels.3.maxConcurrentRuns=20
  holds 'value: "{\"1\":{\"priorityClassName\":\"gradedcron-level-1\"},\"3\":{\"nodeSelector\":{\"pool\":\"batch\"},\"tolerations\":[{\"key\":\"batch\",\"operator\":\"Exists\"}]}}"' \
    "$known" --set levels.1.createPriorityClass=true \
    --set-json 'levels.3={"nodeSelector":{"pool":"batch"},"tolerations":[{"key":"batch","operator":"Exists"}]}'
  lacks 'kind: PriorityClass' "$known" --set levels.3.priorityClassName=batch
  holds 'value: 1000
preemptionPolicy: PreemptLowerPriority' "$known" --set levels.1.createPriorityClass=true
  holds 'value: -1000
preemptionPolicy: Never' "$known" --set levels.3.createPriorityClass=true
  refuses 'levels.3 has createPriorityClass and priorityClassName "batch"' render "$known" \
    --set levels.3.createPriorityClass=true,levels.3.priorityClassName=batch
  refuses 'maxConcurrentRuns' render "$known" --set levels.3.maxConcurrentRuns=0
  refuses 'additional' render "$known" --set levels.4.maxConcurrentRuns=1
  check_names
  check_rights_page
  refuses 'withoutLabel' render "$known" --set levelPolicy.withoutLabel=4
  refuses 'logFormat' render "$known" --set operator.logFormat=xml
  refuses 'leaseDuration' render "$known" --set operator.leaseDuration=soon
  refuses 'managementPort' render "$known" --set operator.managementPort=80
  refuses 'replcias' render "$known" --set replcias=3
  refuses '1.30' "$helm" template gradedcron "$chart" --kube-version 1.29.0 "$known"
  if command -v promtool >/dev/null; then
    (cd "$here" && promtool check rules gradedcron/files/alerts.yaml && promtool test rules alerts-test.yaml) >&2
    promtool check rules <(queries) >&2 || die "the dashboard has a query that Prometheus does not read"
  else
    say "left out: the alerts' tests, for there is no promtool (Debian: package prometheus)"
  fi
  say "lint, rendering and refusals are as they should be"
}

# rights NAMESPACE: what the account may do there beyond what every account may, a line each.
rights() {
  "$kubectl" auth can-i --list --no-headers --namespace "$1" \
    --as="system:serviceaccount:$namespace:gradedcron" \
    --as-group=system:serviceaccounts --as-group=system:authenticated |
    grep -v '^ ' | grep -v '^selfsubject' | sed 's/  */ /g; s/^/'"$1"': /' | LC_ALL=C sort
}

# Until the API server serves the new group. kubectl wait fails while there is no condition at all.
served() {
  local deadline=$((SECONDS + 30))
  until "$kubectl" get --raw /apis/gradedcron.io/v1 >/dev/null 2>&1; do
    ((SECONDS < deadline)) || die "the API server does not serve gradedcron.io/v1 after 30 s"
    sleep 0.2
  done
}

# may yes|no WHO ARGUMENT...: what kubectl auth can-i has to say.
may() {
  local wanted=$1 who=$2 said
  shift 2
  said=$("$kubectl" auth can-i "$@" --as="$who" 2>/dev/null || true)
  [[ $said == "$wanted" ]] || die "$who: kubectl auth can-i $*: ${said:-nothing}, should be $wanted"
}

# gains ROLE ARGUMENT...: the controller that aggregates roles does so a moment after the install.
gains() {
  local role=$1 deadline=$((SECONDS + 30))
  shift
  until [[ $("$kubectl" auth can-i "$@" --as="$role" 2>/dev/null) == yes ]]; do
    ((SECONDS < deadline)) || die "$role may not $* after 30 s"
    sleep 0.2
  done
}

# loses ROLE ARGUMENT...: and the other way round.
loses() {
  local role=$1 deadline=$((SECONDS + 30))
  shift
  while [[ $("$kubectl" auth can-i "$@" --as="$role" 2>/dev/null) == yes ]]; do
    ((SECONDS < deadline)) || die "$role still may $* after 30 s"
    sleep 0.2
  done
}

check_people() {
  "$kubectl" create namespace tenant >&2
  "$kubectl" create rolebinding tenant --clusterrole=edit --user=tenant --namespace tenant >&2
  "$kubectl" create rolebinding owner --clusterrole=admin --user=owner --namespace tenant >&2
  "$kubectl" create clusterrolebinding oncall --clusterrole=gradedcron-oncall --user=oncall >&2
  # The same roles in the whole cluster, where alone they reach degradations.
  local role
  for role in view edit admin; do
    "$kubectl" create clusterrolebinding "everywhere-$role" --clusterrole="$role" --user="$role" >&2
  done
  gains view list gradedcronjobs
  gains edit create gradedcronjobs
  gains admin patch degradations
  may yes tenant patch gradedcronjobs --namespace tenant
  may no tenant patch gradedcronjobs --subresource=status --namespace tenant
  may no tenant create gradedcronjobs --namespace default
  may no tenant patch degradations
  may no owner patch degradations
  may no owner get degradations
  may yes view get degradations
  may no view patch gradedcronjobs --namespace tenant
  may no view patch degradations
  may no edit patch degradations
  may yes oncall patch degradations
  may no oncall patch gradedcronjobs --namespace tenant
  may no oncall delete jobs --namespace tenant
  # What kubectl gradedcron plan asks.
  may yes oncall list namespaces
  may yes oncall list jobs
  may no oncall get secrets --namespace tenant
}

# schedule LEVEL: a schedule of the tenant's, as a manifest.
schedule() {
  printf '%s\n' 'apiVersion: gradedcron.io/v1' 'kind: GradedCronJob' \
    'metadata: {name: claims, namespace: tenant}' "spec: {level: $1, schedule: '@daily'," \
    '  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: busybox}]}}}}}'
}

check_levels() {
  "$kubectl" label namespace tenant gradedcron.io/highest-level=2 >&2
  # A policy takes effect a moment after it was created.
  local deadline=$((SECONDS + 30))
  while schedule 1 | "$kubectl" apply --dry-run=server -f - >/dev/null 2>&1; do
    ((SECONDS < deadline)) || die "the policy for levels has no effect after 30 s"
    sleep 0.2
  done
  refuses 'spec.level: 1 is above what namespace tenant may claim: use 2 to 3' \
    "$kubectl" apply --dry-run=server -f <(schedule 1)
  schedule 2 | "$kubectl" apply --dry-run=server -f - >&2
  "$kubectl" label namespace tenant gradedcron.io/highest-level- >&2
  schedule 1 | "$kubectl" apply --dry-run=server -f - >&2
}

# An upgrade as docs/install.md has it keeps what was set, and a roll-back takes it back.
check_upgrade() {
  "$helm" upgrade gradedcron "$chart" --namespace "$namespace" --set levelPolicy.enabled=true >&2
  check_levels
  "$helm" upgrade gradedcron "$chart" --namespace "$namespace" --reset-then-reuse-values --set replicas=3 >&2
  "$kubectl" get validatingadmissionpolicy gradedcron-levels >&2
  has_replicas 3
  "$helm" rollback gradedcron --namespace "$namespace" >&2
  "$kubectl" get validatingadmissionpolicy gradedcron-levels >&2
  has_replicas 2
}

has_replicas() {
  local said
  said=$("$kubectl" get deployment gradedcron --namespace "$namespace" --output 'jsonpath={.spec.replicas}')
  [[ $said == "$1" ]] || die "$said replicas, should be $1"
}

# What the release leaves when it goes: the schedules, and no rights.
check_removal() {
  schedule 2 | "$kubectl" apply -f - >&2
  "$helm" uninstall gradedcron --namespace "$namespace" >&2
  "$kubectl" get gradedcronjob claims --namespace tenant >&2
  local kinds=clusterroles,clusterrolebindings,roles,rolebindings,serviceaccounts,deployments,services
  kinds=$kinds,validatingadmissionpolicies,validatingadmissionpolicybindings,poddisruptionbudgets
  local left
  left=$("$kubectl" get "$kinds" --all-namespaces --output name --selector app.kubernetes.io/name=gradedcron)
  [[ -z $left ]] || die "left by helm uninstall: $left"
  # No line is what grep calls a failure.
  left=$(rights "$namespace" || true)
  [[ -z $left ]] || die "rights left by helm uninstall: $left"
  loses edit create gradedcronjobs
  loses admin patch degradations
}

# What docs/install.md says of leaving nothing behind.
check_nothing_left() {
  "$kubectl" delete -f "$here/../crds/" >&2
  "$kubectl" delete clusterrolebinding oncall >&2
  "$kubectl" delete namespace "$namespace" >&2
  local kinds all left
  kinds=$("$kubectl" api-resources --verbs=list --output name | grep -v '^events' | paste -sd, -)
  all=$("$kubectl" get "$kinds" --all-namespaces --output name --ignore-not-found 2>/dev/null)
  left=$(grep -i gradedcron <<<"$all" || true)
  [[ -z $left ]] || die "left behind: $left"
}

check_on_cluster() {
  # The strictest of the standards for pods: the API server itself judges the template.
  "$kubectl" create namespace "$namespace" >&2
  "$kubectl" label namespace "$namespace" pod-security.kubernetes.io/warn=restricted >&2
  refuses 'kubectl apply -f crds/' "$helm" install gradedcron "$chart" --namespace "$namespace"
  "$kubectl" apply -f "$here/../crds/" >&2
  served
  # The API server takes all of it, but for what another project defines.
  local told
  told=$(render --api-versions=gradedcron.io/v1 --set test.image=example.org/tools:v1 \
    --set networkPolicy.enabled=true,levelPolicy.enabled=true,dashboard.enabled=true |
    "$kubectl" apply --dry-run=server -f - 2>&1) || die "the API server refuses: $told"
  case $told in
  *PodSecurity*) die "not a restricted pod: $told" ;;
  esac
  told=$("$helm" install gradedcron "$chart" --namespace "$namespace" 2>&1)
  case $told in
  *PodSecurity*) die "not a restricted pod: $told" ;;
  esac
  refuses 'ClusterRole "gradedcron"' "$helm" install second "$chart" --namespace default
  diff -u "$here/rights.txt" <(rights "$namespace" && rights default) ||
    die "the account's rights are not those of helm/rights.txt"
  check_people
  check_upgrade
  check_removal
  check_nothing_left
  say "installs, upgrades, rolls back and goes without a trace; its account has the rights of helm/rights.txt and no others"
}

take_down() {
  local status=$?
  "$here/../devcluster/cluster.sh" down "$own" >&2 || true
  if ((status == 0)); then
    rm -rf "$own"
  else
    rm -rf "$own/etcd"
    say "failed; the cluster's logs are in $own"
  fi
}

# On a cluster of its own, which goes at the end, however that comes about.
check_on_devcluster() {
  own=$(mktemp -d)
  trap take_down EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  KUBECONFIG=$("$here/../devcluster/cluster.sh" up "$own" | tail -n 1)
  export KUBECONFIG
  kubectl=$own/bin/kubectl
  helm=$own/bin/helm
  check_on_cluster
}

case ${1:-} in
'') check_offline ;;
cluster) check_on_cluster ;;
devcluster) check_on_devcluster ;;
*)
  sed -n '2,7s/^# *//p' "${BASH_SOURCE[0]}" >&2
  exit 2
  ;;
esac
