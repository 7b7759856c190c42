#!/usr/bin/env bash
# Starts and stops one real Kubernetes control plane on the loopback address, with simulated nodes.
#   cluster.sh up [FOLDER] [PORT]   starts it and, when it is ready, prints the kubeconfig's path
#   cluster.sh down [FOLDER]        stops it; the logs stay
#   cluster.sh env [FOLDER]         prints the export lines for another terminal
#   cluster.sh restart NAME [FOLDER] [SIGNAL]   ends kube-apiserver or etcd by SIGNAL (default TERM), starts
#                                   it again with the same flags, and waits until Kubernetes is ready
# FOLDER is devcluster/.run unless given; PORT and the two after it are chosen free unless given.
# README.md beside this file names the environment variables NODES, BARE, CONTROLLERS and AUDIT.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/lib.sh"

# A signal between a program's start and the writing of its pid file waits for the latter: down could
# not find that program otherwise.
starting=''
signalled=''
signal() {
  [ -z "$starting" ] || {
    signalled=$1
    return
  }
  exit "$1"
}

usage() {
  sed -n '3,7s/^# *//p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

verb=${1:-}
name=
if [ "$verb" = restart ]; then
  name=${2:-}
  shift $(($# < 2 ? $# : 2))
  folder=${1:-$here/.run}
  signal_name=${2:-TERM}
  port=
else
  folder=${2:-$here/.run}
  port=${3:-}
fi
# Those that depend on others come first, so that stopping in this order leaves no retries behind.
programs='kwok kube-scheduler kube-controller-manager kube-apiserver etcd'

# down: stops what the pid files name, if it is still what they mean.
down() {
  local name pid pids=''
  rm -f "$folder/kubeconfig"
  for name in $programs; do
    [ -f "$folder/$name.pid" ] || continue
    pid=$(cat "$folder/$name.pid")
    # etcd goes last: an API server that lost it would spend its shutdown on retries.
    if [ "$name" != etcd ] && runs "$pid" "/$name " "$folder/"; then
      kill -TERM "$pid" 2>/dev/null || true
    fi
    pids="$pids $name:$pid"
  done
  for name in $pids; do
    pid=${name#*:}
    name=${name%:*}
    [ -z "$pid" ] || stop_process 5 "$pid" "/$name " "$folder/"
    rm -f "$folder/$name.pid"
  done
}

# start NAME FLAG...: runs a program with its output in FOLDER/NAME.log.
start() {
  local name=$1 pid
  shift
  starting=yes
  # What restart starts again.
  printf '%q ' "$@" >"$folder/$name.flags"
  launch "$folder/$name.log" "$bin/$name" "$@"
  pid=$!
  echo "$pid" >"$folder/$name.pid"
  starting=''
  [ -z "$signalled" ] || exit "$signalled"
  # Until the child has become the program, its command line is this script's and down would not
  # know it.
  until runs "$pid" "/$name " "$folder/" || ! exists "$pid"; do sleep 0.02; done
}

# dead: the name of a program that was started and is no more, if there is one.
dead() {
  local name
  for name in $programs; do
    if [ -f "$folder/$name.pid" ] && ! exists "$(cat "$folder/$name.pid")"; then
      echo "$name"
      return
    fi
  done
}

# await WHAT SECONDS COMMAND...: until COMMAND succeeds. Answers 1 if a port turned out to be taken;
# any other end of a program, and a wait that is too long, is told and ends the script.
await() {
  local what=$1 deadline=$((SECONDS + $2)) name
  shift 2
  while :; do
    name=$(dead)
    if [ -n "$name" ]; then
      if [ -z "$port" ] && grep -q 'address already in use' "$folder/$name.log"; then return 1; fi
      tail -n 20 "$folder/$name.log" >&2
      die "$name ended while the cluster started; the end of $folder/$name.log is above"
    fi
    "$@" >/dev/null 2>&1 && return
    if ((SECONDS > deadline)); then
      tail -n 20 "$folder/kube-apiserver.log" >&2 || true
      die "$what did not come up in time; the logs are in $folder"
    fi
    sleep 0.2
  done
}

# etcd answers under the name it was given: on a port that was taken it would be another one.
etcd_is_ours() {
  local reply
  exec 3<>"/dev/tcp/127.0.0.1/$((base + 2))" || return 1
  printf 'GET /members HTTP/1.0\r\n\r\n' >&3
  reply=$(reply_lines)
  exec 3>&-
  case $reply in *"$etcd_name"*) ;; *) return 1 ;; esac
}

reply_lines() {
  local line
  while IFS= read -r -t 2 line <&3 || [ -n "$line" ]; do printf '%s\n' "$line"; done
}

kubectl() { KUBECACHEDIR="$folder/kubectl-cache" "$bin/kubectl" --kubeconfig "$admin" "$@"; }

# The one key that no program makes for itself: it signs the service accounts' tokens.
service_account_key() {
  if command -v openssl >/dev/null; then
    openssl genrsa -out "$1" 2048 2>/dev/null
  else
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" "$here/RsaKey.java" >"$1"
  fi || die "no key for service accounts: neither openssl nor a JDK's java works here"
}

random() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# write_kubeconfig FILE: trusts the certificate that the API server has made for itself.
write_kubeconfig() {
  cat >"$1.new" <<YAML
apiVersion: v1
kind: Config
current-context: devcluster
clusters:
- name: devcluster
  cluster:
    server: https://127.0.0.1:$base
    certificate-authority-data: $(base64 <"$folder/certs/apiserver.crt" | tr -d '\n')
users:
- name: admin
  user:
    token: $token
contexts:
- name: devcluster
  context: {cluster: devcluster, user: admin, namespace: default}
YAML
  mv -f "$1.new" "$1"
}

prepare() {
  if [ -e "$folder/etcd" ] && [ ! -e "$folder/.devcluster" ]; then
    die "$folder holds an etcd that this script did not make; name another folder"
  fi
  touch "$folder/.devcluster"
  rm -rf "$folder/etcd" "$folder/certs" "$folder/kubectl-cache" "$folder"/*.log
  mkdir "$folder/certs"
  ln -sfn "$bin" "$folder/bin"
  service_account_key "$folder/certs/sa.key"
  token=$(random)
  echo "$token,admin,admin,system:masters" >"$folder/certs/tokens.csv"
}

# start_api: etcd and the API server. Answers 1 if one of their ports was taken meanwhile.
start_api() {
  local audit=''
  base=${port:-$(free_ports 3)}
  etcd_name=gradedcron-$(random)
  rm -rf "$folder/etcd"
  start etcd --name "$etcd_name" --data-dir "$folder/etcd" --unsafe-no-fsync --log-level error \
    --listen-client-urls "http://127.0.0.1:$((base + 1))" \
    --advertise-client-urls "http://127.0.0.1:$((base + 1))" \
    --listen-peer-urls "http://127.0.0.1:$((base + 2))" \
    --initial-advertise-peer-urls "http://127.0.0.1:$((base + 2))" \
    --initial-cluster "$etcd_name=http://127.0.0.1:$((base + 2))"
  await etcd 60 etcd_is_ours || return
  if [ -n "${AUDIT:-}" ]; then
    cat >"$folder/certs/audit.yaml" <<'YAML'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
omitManagedFields: true
rules:
# What was launched, and what the operator said of it: objects and all, with their resourceVersions.
- level: RequestResponse
  verbs: [create, update, patch]
  resources:
  - {group: gradedcron.io}
  - {group: batch, resources: [jobs]}
- level: Metadata
YAML
    audit=yes
  fi
  start kube-apiserver --etcd-servers "http://127.0.0.1:$((base + 1))" --bind-address 127.0.0.1 \
    --secure-port "$base" --advertise-address 127.0.0.1 --endpoint-reconciler-type none \
    --cert-dir "$folder/certs" --token-auth-file "$folder/certs/tokens.csv" \
    --authorization-mode RBAC --service-account-issuer https://kubernetes.default.svc \
    --service-account-key-file "$folder/certs/sa.key" \
    --service-account-signing-key-file "$folder/certs/sa.key" \
    --service-cluster-ip-range 10.0.0.0/24 \
    --max-requests-inflight 3000 --max-mutating-requests-inflight 1000 \
    ${audit:+--audit-policy-file "$folder/certs/audit.yaml" --audit-log-path "$folder/audit.log" --audit-log-maxsize 1024}
  # The certificate's key is the last of the two files that the API server writes.
  await kube-apiserver 60 test -s "$folder/certs/apiserver.key" || return
  write_kubeconfig "$admin"
  await kube-apiserver 120 kubectl get --raw /readyz || return
}

nodes() {
  local n
  for ((n = 1; n <= ${NODES:-3}; n++)); do
    cat <<YAML
---
apiVersion: v1
kind: Node
metadata: {name: node-$n, labels: {kubernetes.io/hostname: node-$n}}
status:
  capacity: {cpu: "1000", memory: 4Ti, pods: "50000"}
  allocatable: {cpu: "1000", memory: 4Ti, pods: "50000"}
YAML
  done
}

nodes_are_ready() {
  ((${NODES:-3} == 0)) || kubectl wait --for=condition=Ready node --all --timeout=1s
}

# What runs Jobs: the controllers, the scheduler, and kwok, which plays the nodes. None of them
# listens anywhere.
start_workers() {
  start kube-controller-manager --kubeconfig "$admin" --secure-port 0 --leader-elect=false \
    --use-service-account-credentials=false --controllers="${CONTROLLERS:-*}" \
    --service-account-private-key-file "$folder/certs/sa.key" \
    --root-ca-file "$folder/certs/apiserver.crt" --kube-api-qps 500 --kube-api-burst 1000
  start kube-scheduler --kubeconfig "$admin" --secure-port 0 --leader-elect=false
  KWOK_WORKDIR=$folder start kwok --kubeconfig "$admin" --manage-all-nodes --config "$here/kwok.yaml"
  if ((${NODES:-3} > 0)); then nodes | kubectl create -f - >/dev/null; fi
}

up() {
  local began=$SECONDS attempt
  case ${NODES:-3} in *[!0-9]*) die "NODES is a whole number from 0, not '$NODES'" 2 ;; esac
  case $port in *[!0-9]*) die "PORT is a number, not '$port'" 2 ;; esac
  bin=$("$here/build.sh")
  # Keys and tokens lie in FOLDER: for their owner alone.
  umask 077
  mkdir -p "$folder"
  folder=$(cd "$folder" && pwd)
  admin=$folder/certs/kubeconfig
  exec 8>"$folder/.lock"
  hold_lock 8 "another start in $folder is under way; waiting for it"
  down
  # Whatever ends the start early, no half a cluster is left.
  trap 'trap "" INT TERM HUP; down' EXIT
  prepare
  for attempt in 1 2 3 4 5; do
    start_api && break
    down
    say "a port from $base to $((base + 2)) was taken meanwhile; trying others"
    ((attempt < 5)) || die "found no free ports on 127.0.0.1"
  done
  if [ -n "${BARE:-}" ]; then
    # Without controllers nobody makes the account that pods run under.
    kubectl create serviceaccount default -n default >/dev/null
  else
    start_workers
    await kube-controller-manager 60 kubectl -n default get serviceaccount default
    await "the simulated nodes" 60 nodes_are_ready
  fi
  write_kubeconfig "$folder/kubeconfig"
  trap - EXIT
  say "Kubernetes is ready on https://127.0.0.1:$base after $((SECONDS - began)) s; logs and kubeconfig are in $folder"
  echo "$folder/kubeconfig"
}

# restart: data, ports, certificates and the audit log stay.
restart() {
  local flags pid
  case $name in kube-apiserver | etcd) ;; *) usage ;; esac
  case $signal_name in TERM | KILL) ;; *) usage ;; esac
  [ -f "$folder/kubeconfig" ] || die "no cluster runs in $folder; start one: devcluster/cluster.sh up"
  umask 077
  folder=$(cd "$folder" && pwd)
  bin=$folder/bin
  admin=$folder/certs/kubeconfig
  # Written by start, with all that is special quoted.
  eval "flags=($(cat "$folder/$name.flags"))"
  pid=$(cat "$folder/$name.pid")
  if runs "$pid" "/$name " "$folder/"; then
    kill "-$signal_name" "$pid" 2>/dev/null || true
  fi
  # A program that does not end when it is asked to is killed.
  stop_process 10 "$pid" "/$name " "$folder/"
  start "$name" "${flags[@]}"
  await "$name" 120 kubectl get --raw /readyz
}

print_env() {
  if [ ! -f "$folder/kubeconfig" ]; then
    die "no cluster runs in $folder; start one: devcluster/cluster.sh up"
  fi
  folder=$(cd "$folder" && pwd)
  # The other terminal's shell is to expand its own PATH.
  # shellcheck disable=SC2016
  printf 'export KUBECONFIG=%q\nexport PATH=%q:"$PATH"\n' "$folder/kubeconfig" "$folder/bin"
}

trap 'signal 130' INT
trap 'signal 143' TERM HUP
case $verb in
up) up ;;
down)
  [ -d "$folder" ] || exit 0
  folder=$(cd "$folder" && pwd)
  exec 8>"$folder/.lock"
  hold_lock 8 "a start in $folder is under way; waiting for it"
  down
  ;;
env) print_env ;;
restart) restart ;;
*) usage ;;
esac
