#!/usr/bin/env bash
# Starts and stops a Kubernetes cluster of one real node on this machine: pods really run in it.
#   node.sh up [FOLDER]            starts it and, when the node is ready, prints the kubeconfig's path
#   node.sh down [FOLDER]          stops it; the logs stay
#   node.sh load FOLDER X.tar...   gives the node images from Docker or OCI archives
#   node.sh left [FOLDER]          prints what is there of it: processes, mounts, network devices, control groups
#   node.sh check                  says what this machine lacks for it, a line each
# FOLDER is devcluster/.run/node unless given. Needs root on Linux; README.md beside this file says more.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/lib.sh"

usage() {
  sed -n '3,7s/^# *//p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

verb=${1:-}
folder=${2:-$here/.run/node}
# Debian has the network plugins in the one place, most others in the other.
plugins=/usr/lib/cni
[ -x "$plugins/bridge" ] || plugins=/opt/cni/bin

# A program of its own, to be copied into an image: it must not need libraries.
static_busybox() {
  local program
  program=$(command -v busybox) && ! ldd "$program" >/dev/null 2>&1 && echo "$program"
}

check() {
  local name lacking=''
  [ "$(uname -s)" = Linux ] || {
    echo "this is $(uname -s), not Linux"
    return 1
  }
  [ "$(id -u)" = 0 ] || {
    echo 'not root'
    return 1
  }
  for name in containerd ctr runc iptables ip openssl unshare nsenter; do
    command -v "$name" >/dev/null || lacking="$lacking $name"
  done
  static_busybox >/dev/null || lacking="$lacking busybox(static)"
  [ -x "$plugins/bridge" ] || lacking="$lacking CNI-plugins"
  [ -z "$lacking" ] || {
    echo "there is no$lacking; on Debian: apt-get install --no-install-recommends" \
      "containerd runc containernetworking-plugins iptables busybox-static iproute2 openssl"
    return 1
  }
  unshare --mount --net --pid --fork --mount-proc true 2>/dev/null || {
    echo 'root may not make namespaces here'
    return 1
  }
  lacking=$(lacking_controllers)
  [ -z "$lacking" ] || {
    echo "the machine's first control group hands these on to none: $lacking(kubelet wants each that there is;" \
      "echo +NAME >/sys/fs/cgroup/cgroup.subtree_control)"
    return 1
  }
  "$here/build.sh" can-node || {
    echo 'kubelet is not built yet, and there is no Go 1.25 or later'
    return 1
  }
}

# Of the second version's controllers those that kubelet asks for, and that groups below the first do not have.
lacking_controllers() {
  local name
  [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ] || return 0
  for name in cpu cpuset memory pids hugetlb; do
    if grep -qw "$name" /sys/fs/cgroup/cgroup.controllers && ! grep -qw "$name" /sys/fs/cgroup/cgroup.subtree_control; then
      printf '%s ' "$name"
    fi
  done
}

# The control groups' roots: one, or one for each controller where there is still the first version.
cgroup_roots() {
  if [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ]; then
    echo /sys/fs/cgroup
  else
    find /sys/fs/cgroup -mindepth 1 -maxdepth 1 -type d -exec test -e {}/cgroup.procs \; -print
  fi
}

cgroups() {
  local root
  for root in $(cgroup_roots); do
    [ ! -d "$root/$name" ] || find "$root/$name" -depth -type d
  done
}

# settings: of the node that was last started in FOLDER its name, the process that holds its namespaces, and its first
# process, where they are there yet; fails when none was started.
settings() {
  pid='' init=''
  [ -f "$folder/node.settings" ] && read -r name pid init <"$folder/node.settings"
}

holds() { [ -n "$1" ] && runs "$1" "/init.sh "; }

# An overlay cannot lie on an overlay, as where this runs in a container itself.
snapshotter() {
  if [ "$(stat -f -c %T "$folder")" = overlayfs ]; then echo native; else echo overlayfs; fi
}

# A first process is gone only when all others of its namespace are.
left() {
  local line
  settings || return 0
  for line in $pid $init; do
    if holds "$line"; then echo "process $line"; fi
  done
  grep -ls -F "/$name" /proc/[0-9]*/cgroup | cut -d / -f 3 | sed 's/^/process /' || true
  while read -r _ line _; do
    case $line in "$folder"/*) echo "mount $line" ;; esac
  done </proc/mounts
  [ ! -e "/sys/class/net/$name" ] || echo "network device $name"
  cgroups | sed 's/^/control group /'
}

# down: the end of its first process ends all of the node, and with the last process its mounts and network go.
down() {
  local tries=100 group
  rm -f "$folder/kubeconfig"
  settings || return 0
  if holds "$pid"; then kill -KILL "$pid" 2>/dev/null || true; fi
  while [ -n "$(left)" ]; do
    for group in $(cgroups); do rmdir "$group" 2>/dev/null || true; done
    ip link delete "$name" 2>/dev/null || true
    ((tries-- > 0)) || die "of the node in $folder there still is: $(left | tr '\n' ' ')"
    sleep 0.1
  done
  rm -f "$folder/node.settings"
}

# The first number whose addresses 10.N.0.0/16 nothing here has a route into; the device claims it.
claim_network() {
  local answer
  for ((n = 199; n < 250; n++)); do
    [ -z "$(ip -4 route show root "10.$n.0.0/16" 2>/dev/null)" ] || continue
    name=gradedcron-$n
    if answer=$(ip link add "$name" type veth peer name "${name}p" 2>&1); then return; fi
    case $answer in *exists*) ;; *) die "no network device can be made: $answer" ;; esac
  done
  die 'nothing is free between 10.199.0.0/16 and 10.249.0.0/16'
}

# certificate NAME SUBJECT [EXTENSION]: signed by the cluster's authority.
certificate() {
  openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "$2" &&
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -out "$1.crt" \
      -extfile <(echo "${3:-basicConstraints=CA:FALSE}")
}

certificates() {
  openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj /CN=devcluster -days 365
  certificate apiserver /CN=kube-apiserver \
    "subjectAltName=DNS:kubernetes.default.svc,DNS:kubernetes.default,IP:10.$n.0.2,IP:10.$n.2.1"
  certificate kubelet-client /CN=kube-apiserver
  openssl genrsa -out sa.key 2048
}

# kubeconfig FILE USER GROUP
kubeconfig() {
  local token
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo "$token,$2,$2,$3" >>"$folder/certs/tokens.csv"
  cat >"$1" <<YAML
apiVersion: v1
kind: Config
current-context: node
clusters:
- name: node
  cluster:
    server: https://10.$n.0.2:6443
    certificate-authority-data: $(base64 -w 0 <"$folder/certs/ca.crt")
users:
- name: user
  user:
    token: $token
contexts:
- name: node
  context: {cluster: node, user: user, namespace: default}
YAML
}

kubectl() { KUBECACHEDIR="$folder/kubectl-cache" "$bin/kubectl" --kubeconfig "$folder/certs/kubeconfig" "$@"; }

# await WHAT SECONDS COMMAND...: until COMMAND succeeds; the end of the node, and a wait that is too long, end the script.
await() {
  local what=$1 deadline=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ! exists "$pid" || ((SECONDS > deadline)); then
      tail -n 5 "$folder"/*.log >&2
      die "$what did not come up; the ends of the logs in $folder are above"
    fi
    sleep 0.1
  done
}

# The process that "unshare" has made, once it is the script.
first_process() {
  init=$(tr -d ' ' <"/proc/$pid/task/$pid/children")
  holds "$init"
}

node_is_ready() {
  kubectl wait --for=condition=Ready node/node --timeout=1s &&
    kubectl get serviceaccount default && kubectl get configmap kube-root-ca.crt &&
    [ -z "$(kubectl get node node -o 'jsonpath={.spec.taints}')" ]
}

inside() { nsenter --target "$init" --mount --net --pid -- "$@"; }

import() {
  local tar
  for tar in "$@"; do
    inside ctr --namespace k8s.io images import --snapshotter "$(snapshotter)" "$(readlink -e "$tar")" >>"$folder/import.log" 2>&1 || {
      tail -n 5 "$folder/import.log" >&2
      die "the node does not take $tar"
    }
  done
}

# The images that the examples name, and the one that holds each pod's namespaces.
busybox_images() {
  local root=$folder/busybox applet
  mkdir -p "$root"/{bin,tmp,etc}
  chmod 755 "$root" "$root"/{bin,etc}
  chmod 1777 "$root/tmp"
  install -m 755 "$(static_busybox)" "$root/bin/busybox"
  for applet in $("$root/bin/busybox" --list); do
    [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
  done
  echo 'root:x:0:0:root:/:/bin/sh' >"$root/etc/passwd"
  chmod 644 "$root/etc/passwd"
  "$here/node/image.sh" "$folder/busybox.tar" docker.io/library/busybox:1.36 "$root" \
    '{"Cmd": ["sh"], "Env": ["PATH=/bin"]}'
  "$here/node/image.sh" "$folder/pause.tar" docker.io/library/pause:devcluster "$root" \
    '{"Entrypoint": ["/bin/sleep", "2147483647"]}'
}

prepare() {
  local root
  if [ ! -e "$folder/.devcluster" ] &&
    [ -n "$(find "$folder" -mindepth 1 -maxdepth 1 ! -name .lock ! -name .try.lock ! -name build.log -print -quit)" ]; then
    die "$folder is not empty, and no node was ever started in it; name another folder"
  fi
  find "$folder" -mindepth 1 -maxdepth 1 ! -name .lock ! -name .try.lock ! -name build.log -exec rm -rf {} +
  touch "$folder/.devcluster"
  mkdir "$folder/certs"
  ln -s "$bin" "$folder/bin"
  claim_network
  # From here on down knows what to remove.
  echo "$name" >"$folder/node.settings"
  for root in $(cgroup_roots); do mkdir "$root/$name"; done
  (cd "$folder/certs" && certificates 2>"$folder/certificates.log") || die "openssl fails: see $folder/certificates.log"
  : >"$folder/certs/tokens.csv"
  kubeconfig "$folder/certs/kubeconfig" admin system:masters
  kubeconfig "$folder/certs/kubelet.kubeconfig" system:node:node system:nodes
  kubeconfig "$folder/certs/kube-proxy.kubeconfig" system:kube-proxy system:kube-proxy
  busybox_images
}

up() {
  local began=$SECONDS reason programs
  reason=$(check) || die "no real node here: $reason"
  bin=$("$here/build.sh")
  programs=$("$here/build.sh" node)
  umask 077
  mkdir -p "$folder"
  folder=$(cd "$folder" && pwd)
  exec 8>"$folder/.lock"
  hold_lock 8 "another start in $folder is under way; waiting for it"
  down
  trap 'trap "" INT TERM HUP; down' EXIT
  began=$SECONDS
  prepare
  launch "$folder/init.log" unshare --mount --net --pid --fork --kill-child --mount-proc \
    "$here/node/init.sh" "$folder" "$n" "$programs" "$plugins" "$(snapshotter)"
  pid=$!
  echo "$name $pid" >"$folder/node.settings"
  await 'the first process' 10 first_process
  echo "$name $pid $init" >"$folder/node.settings"
  ip link set "${name}p" netns "$init"
  ip address add "10.$n.0.1/30" dev "$name"
  ip link set "$name" up
  ip route add "10.$n.0.0/16" via "10.$n.0.2"
  await containerd 60 test -e "$folder/containerd.ready"
  import "$folder/pause.tar" "$folder/busybox.tar"
  await Kubernetes 120 kubectl get --raw /readyz
  await 'the node' 120 node_is_ready
  cp "$folder/certs/kubeconfig" "$folder/kubeconfig"
  trap - EXIT
  say "the node is ready on https://10.$n.0.2:6443 after $((SECONDS - began)) s; logs and kubeconfig are in $folder"
  echo "$folder/kubeconfig"
}

trap 'exit 130' INT
trap 'exit 143' TERM HUP
case $verb in
up) up ;;
down | left)
  [ -d "$folder" ] || exit 0
  folder=$(cd "$folder" && pwd)
  if [ "$verb" = left ]; then
    left
    exit
  fi
  exec 8>"$folder/.lock"
  hold_lock 8 "a start in $folder is under way; waiting for it"
  down
  ;;
load)
  (($# > 2)) || usage
  shift 2
  settings || die "no node runs in $folder; start one: devcluster/node.sh up"
  import "$@"
  ;;
check) check ;;
*) usage ;;
esac
