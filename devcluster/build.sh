#!/usr/bin/env bash
# Finds the devcluster's programs, or compiles them from Go modules, and prints the folder that holds
# etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubectl, kwok and helm.
#   build.sh can-node    whether the next would succeed, or have something to compile with
#   build.sh node    the same for the programs of a real node: kubelet and kube-proxy
# README.md beside this file names the environment variables and where programs are looked for.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/lib.sh"

kubernetes=1.34.4
kwok=0.7.0
helm=3.19.5
programs=(etcd kube-apiserver kube-controller-manager kube-scheduler kubectl kwok helm)
cache=${GRADEDCRON_DEVCLUSTER:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/gradedcron/devcluster}
stamp="kubernetes $kubernetes, kwok $kwok, helm $helm, build $(cat "$here"/{go.mod,go.sum,main.go} | cksum | tr ' ' '-')"
node=$cache/node
node_stamp="kubernetes $kubernetes, build $(cat "$here"/node/{go.mod,go.sum,main.go} | cksum | tr ' ' '-')"
scratch=

clean_up() {
  interrupt_work
  [ -z "$scratch" ] || rm -rf "$scratch"
}

# lacking FOLDER NAME...: which of the programs FOLDER does not hold.
lacking() {
  local folder=$1 name
  shift
  for name in "$@"; do
    [ -x "$folder/$name" ] || echo "$name"
  done
}

cached() {
  [ "$(cat "$cache/stamp" 2>/dev/null)" = "$stamp" ] && [ -z "$(lacking "$cache" "${programs[@]}")" ]
}

# The go command must be new enough by itself: it would otherwise fetch another one, which not every
# network lets it do.
find_go() {
  local version=''
  found='there is no go command'
  if command -v go >/dev/null; then
    version=$(cd / && GOTOOLCHAIN=local go env GOVERSION 2>/dev/null || true)
    found="go is ${version:-of an unknown version}"
  fi
  [[ $version =~ go([0-9]+)\.([0-9]+) ]] &&
    ((BASH_REMATCH[1] > 1 || BASH_REMATCH[1] == 1 && BASH_REMATCH[2] >= 25))
}

require_go() {
  local found
  find_go && return
  die "the control plane's programs are not built yet, and $found. One of these helps:
  - install Go 1.25 or later; they are then compiled, once
  - set KUBEBUILDER_ASSETS to a folder with ${programs[*]}
  - do without: point KUBECONFIG at kind or at another cluster, then
      kubectl apply -f crds/ && java -jar operator/target/gradedcron-operator.jar"
}

fetched() { echo "$(grep -c '^go: downloading' "$1" || true) modules"; }

compiled() {
  local count last
  count=$(grep -cv '^go: ' "$1" || true)
  last=$(grep -v '^go: ' "$1" | tail -n 1 || true)
  echo "$count of at most $packages packages${last:+, $last}"
}

installed() {
  echo "$(grep -c '^go: downloading' "$1" || true) modules fetched, $(grep -cv '^go: ' "$1" || true) packages compiled"
}

# make_scratch FOLDER: a folder below it for what is being built, with the environment that Go is to see.
make_scratch() {
  rm -rf "$1"/.build.*
  scratch=$(mktemp -d "$1/.build.XXXXXX")
  mkdir "$scratch/bin"
  unset GOOS GOARCH GOBIN
  export GOTOOLCHAIN=local GOWORK=off CGO_ENABLED=0 GOFLAGS="${GOFLAGS:-} -buildvcs=false"
}

# compile_module FOLDER PROGRAM WHAT: the Go module in FOLDER becomes PROGRAM, which says that it is of this Kubernetes.
compile_module() {
  local version=k8s.io/component-base/version
  cd "$1"
  step "fetching $3" fetched list_packages
  packages=$(wc -l <"$scratch/packages" | tr -d ' ')
  step "compiling $3" compiled \
    go build -v -trimpath -o "$scratch/bin/$2" -ldflags \
    "-s -w -X $version.gitVersion=v$kubernetes -X $version.gitMajor=1 -X $version.gitMinor=${kubernetes:2:2}" .
}

# publish FOLDER STAMP: the stamp goes first and comes back last: what is interrupted between is not taken for
# whole. Renaming leaves a cluster that runs on the old programs alone.
publish() {
  rm -f "$1/stamp"
  mv -f "$scratch"/bin/* "$1/"
  echo "$2" >"$scratch/stamp"
  mv -f "$scratch/stamp" "$1/stamp"
}

# step WHAT DETAIL COMMAND...: one part of the build; when it fails, the end of what it printed.
step() {
  local what=$1 detail=$2
  shift 2
  run_with_progress "$what" "$scratch/log" "$detail" "$@" && return
  tail -n 30 "$scratch/log" >&2
  die "$what failed; its last lines are above"
}

list_packages() { go list -deps . >"$scratch/packages"; }

compile() {
  local name began=$SECONDS
  require_go
  say "compiling the control plane into $cache: once, some 10 minutes on 2 cores"
  make_scratch "$cache"
  compile_module "$here" controlplane "Kubernetes $kubernetes and etcd"
  for name in etcd kube-apiserver kube-controller-manager kube-scheduler kubectl; do
    ln -s controlplane "$scratch/bin/$name"
  done
  export GOBIN=$scratch/bin
  step "compiling kwok $kwok" installed \
    go install -v -trimpath -ldflags "-s -w" "sigs.k8s.io/kwok/cmd/kwok@v$kwok"
  step "compiling helm $helm" installed \
    go install -v -trimpath -ldflags "-s -w" "helm.sh/helm/v3/cmd/helm@v$helm"
  publish "$cache" "$stamp"
  say "the control plane's programs are ready after $((SECONDS - began)) s"
}

ensure_cache() {
  cached && return
  mkdir -p "$cache"
  exec 9>"$cache/.lock"
  hold_lock 9 "another build into $cache is under way; waiting for it"
  cached || compile
}

node_cached() {
  [ "$(cat "$node/stamp" 2>/dev/null)" = "$node_stamp" ] && [ -z "$(lacking "$node" kubelet kube-proxy)" ]
}

# ensure_node: the programs of a real node, for which no folder of assets is looked at.
ensure_node() {
  local began
  node_cached && return
  mkdir -p "$node"
  exec 9>"$node/.lock"
  hold_lock 9 "another build into $node is under way; waiting for it"
  node_cached && return
  began=$SECONDS
  require_go
  say "compiling the programs of a node into $node: once, some 3 minutes on 2 cores"
  make_scratch "$node"
  compile_module "$here/node" node "kubelet and kube-proxy $kubernetes"
  ln -s node "$scratch/bin/kubelet"
  ln -s node "$scratch/bin/kube-proxy"
  publish "$node" "$node_stamp"
  say "the programs of a node are ready after $((SECONDS - began)) s"
}

# with_assets: a folder of links to the programs of KUBEBUILDER_ASSETS, and for those that it lacks
# to the cache's.
with_assets() {
  local assets folder name
  assets=$(cd "$KUBEBUILDER_ASSETS" && pwd)
  if [ -z "$(lacking "$assets" "${programs[@]}")" ]; then
    echo "$assets"
    return
  fi
  ensure_cache
  folder=$cache/with-$(echo "$assets" | cksum | cut -d ' ' -f 1)
  mkdir -p "$folder"
  for name in "${programs[@]}"; do
    if [ -x "$assets/$name" ]; then
      ln -sf "$assets/$name" "$folder/$name"
    else
      ln -sf "$cache/$name" "$folder/$name"
    fi
  done
  echo "$folder"
}

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
if [ "${1:-}" = can-node ]; then
  node_cached || find_go
  exit
fi
if [ "${1:-}" = node ]; then
  ensure_node
  echo "$node"
  exit
fi
if [ -n "${KUBEBUILDER_ASSETS:-}" ]; then
  absent=$(lacking "$KUBEBUILDER_ASSETS" etcd kube-apiserver kubectl | tr '\n' ' ')
  if [ -z "$absent" ]; then
    with_assets
    exit
  fi
  say "KUBEBUILDER_ASSETS is not used: $KUBEBUILDER_ASSETS has no ${absent% }"
fi
ensure_cache
echo "$cache"
