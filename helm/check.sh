#!/usr/bin/env bash
# Checks the chart. Needs helm, from the PATH or $HELM.
#   helm/check.sh            lint, render, and what must be refused; needs no cluster
#   helm/check.sh cluster    installs it on the cluster of $KUBECONFIG, which must be a throw-away one
#                            without gradedcron (devcluster/cluster.sh up), and compares the account's
#                            rights with helm/rights.txt; needs kubectl, from the PATH or $KUBECTL
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

check_offline() {
  local known='--api-versions=gradedcron.io/v1'
  "$helm" lint --strict --kube-version 1.30.0 --set crds.check=false "$chart" >&2
  holds 'image: "gradedcron/operator:0.1.0"' "$known"
  holds 'replicas: 2' --set crds.check=false
  holds 'image: "example.org/cron:v7"' "$known" --set image.repository=example.org/cron,image.tag=v7
  holds 'priorityClassName: system-cluster-critical' "$known" \
    --set priorityClassName=system-cluster-critical
  holds 'value: "-Xmx1g"' "$known" --set javaOptions=-Xmx1g
  refuses 'kubectl apply -f crds/' render
  refuses 'Set replicas=1' render "$known" --set operator.leaderElection=false
  if render "$known" --set operator.leaderElection=false,replicas=1 | grep -q leases; then
    die "rights on leases without an election"
  fi
  refuses 'logFormat' render "$known" --set operator.logFormat=xml
  refuses 'leaseDuration' render "$known" --set operator.leaseDuration=soon
  refuses 'managementPort' render "$known" --set operator.managementPort=80
  refuses 'replcias' render "$known" --set replcias=3
  refuses '1.30' "$helm" template gradedcron "$chart" --kube-version 1.29.0 "$known"
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

check_on_cluster() {
  # The strictest of the standards for pods: the API server itself judges the template.
  "$kubectl" create namespace "$namespace" >&2
  "$kubectl" label namespace "$namespace" pod-security.kubernetes.io/warn=restricted >&2
  refuses 'kubectl apply -f crds/' "$helm" install gradedcron "$chart" --namespace "$namespace"
  "$kubectl" apply -f "$here/../crds/" >&2
  served
  local told
  told=$("$helm" install gradedcron "$chart" --namespace "$namespace" 2>&1)
  case $told in
  *PodSecurity*) die "not a restricted pod: $told" ;;
  esac
  refuses 'ClusterRole "gradedcron"' "$helm" install second "$chart" --namespace default
  diff -u "$here/rights.txt" <(rights "$namespace" && rights default) ||
    die "the account's rights are not those of helm/rights.txt"
  "$helm" uninstall gradedcron --namespace "$namespace" >&2
  say "installs, and its account has the rights of helm/rights.txt and no others"
}

case ${1:-} in
'') check_offline ;;
cluster) check_on_cluster ;;
*)
  sed -n '2,6s/^# *//p' "${BASH_SOURCE[0]}" >&2
  exit 2
  ;;
esac
