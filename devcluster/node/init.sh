#!/usr/bin/env bash
# The node's first process: ../node.sh starts it in mount, network and process namespaces of its own, so that all that
# it mounts, sets and starts ends with it.
#   init.sh FOLDER N PROGRAMS PLUGINS SNAPSHOTTER
# N: the network is 10.N.0.0/16; PROGRAMS: the folder with kubelet and kube-proxy; PLUGINS: that of the network plugins;
# SNAPSHOTTER: containerd's way to lay an image's layers on one another.
set -euo pipefail
folder=$1 n=$2 programs=$3 plugins=$4 snapshotter=$5
# What containers see is not for its owner alone; FOLDER is.
umask 022
bin=$folder/bin
certs=$folder/certs
containerd=/run/containerd/containerd.sock

# Containers' mounts are to be seen in all of the node, and nowhere else: unshare has cut it off from the machine.
mount --make-rshared /
mount -t tmpfs tmpfs /run
mkdir -p /run/lock
for place in /var/log /var/lib/cni /var/lib/kubelet; do
  mkdir -p "$place" "$folder/places$place"
  mount --bind "$folder/places$place" "$place"
done

# What kubelet would set is the whole machine's. It finds files that hold what it wants, and changes those.
while read -r name value; do
  echo "$value" >"$folder/places/${name//\//.}"
  mount --bind "$folder/places/${name//\//.}" "/proc/sys/$name"
done <<'TEXT'
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
TEXT

device=gradedcron-${n}p
ip link set lo up
until ip link show "$device" >/dev/null 2>&1; do sleep 0.02; done
ip link set "$device" name eth0
ip address add "10.$n.0.2/30" dev eth0
ip link set eth0 up
ip route add default via "10.$n.0.1"
echo 1 >/proc/sys/net/ipv4/ip_forward
# Nothing outside can be looked up, so that nothing waits for an answer.
echo 'nameserver 127.0.0.1' >"$folder/resolv.conf"

mkdir "$folder/cni" "$folder/pods"
cat >"$folder/cni/10-pods.conflist" <<JSON
{"cniVersion": "0.4.0", "name": "pods", "plugins": [
  {"type": "bridge", "bridge": "pods", "isGateway": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.$n.1.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
JSON
cat >"$folder/containerd.toml" <<TOML
version = 2
root = "$folder/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
[grpc]
  address = "$containerd"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "docker.io/library/pause:devcluster"
  # Without CAP_SYS_RESOURCE nobody may lower the score, and runc would end without saying why.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$plugins"
    conf_dir = "$folder/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "$snapshotter"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
TOML
cat >"$folder/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: false}
  # The API server alone has a certificate of this authority.
  x509: {clientCAFile: $certs/ca.crt}
authorization: {mode: AlwaysAllow}
cgroupDriver: cgroupfs
cgroupRoot: /gradedcron-$n
failCgroupV1: false
failSwapOn: false
containerRuntimeEndpoint: unix://$containerd
resolvConf: $folder/resolv.conf
clusterDomain: cluster.local
podLogsDir: /var/log/pods
# The machine's disk may be nearly full; its images are the node's own and all needed.
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: 100Mi, nodefs.available: 0%, nodefs.inodesFree: 0%, imagefs.available: 0%, imagefs.inodesFree: 0%}
nodeStatusUpdateFrequency: 4s
kubeAPIQPS: 200
kubeAPIBurst: 400
serializeImagePulls: false
YAML
cat >"$folder/kube-proxy.yaml" <<YAML
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
hostnameOverride: node
clusterCIDR: 10.$n.1.0/24
clientConnection: {kubeconfig: $certs/kube-proxy.kubeconfig}
# These are the whole machine's, too.
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
YAML

# start NAME COMMAND...: with its output in FOLDER/NAME.log.
start() {
  local log=$folder/$1.log
  shift
  "$@" >"$log" 2>&1 &
}

start containerd containerd --config "$folder/containerd.toml"
start etcd "$bin/etcd" --data-dir "$folder/etcd" --unsafe-no-fsync --log-level error
# The service address leads to the address that the API server tells of itself: the default reconciler sees to that.
start kube-apiserver "$bin/kube-apiserver" --etcd-servers http://127.0.0.1:2379 --secure-port 6443 \
  --advertise-address "10.$n.0.2" --tls-cert-file "$certs/apiserver.crt" --tls-private-key-file "$certs/apiserver.key" \
  --client-ca-file "$certs/ca.crt" --token-auth-file "$certs/tokens.csv" --authorization-mode Node,RBAC \
  --enable-admission-plugins NodeRestriction --service-account-issuer https://kubernetes.default.svc \
  --service-account-key-file "$certs/sa.key" --service-account-signing-key-file "$certs/sa.key" \
  --service-cluster-ip-range "10.$n.2.0/24" --kubelet-preferred-address-types InternalIP \
  --kubelet-client-certificate "$certs/kubelet-client.crt" --kubelet-client-key "$certs/kubelet-client.key"
until ctr version >/dev/null 2>&1; do sleep 0.05; done
: >"$folder/containerd.ready"
until "$bin/kubectl" --kubeconfig "$certs/kubeconfig" get --raw /readyz >/dev/null 2>&1; do sleep 0.1; done
start kube-controller-manager "$bin/kube-controller-manager" --kubeconfig "$certs/kubeconfig" --cert-dir "$certs" \
  --service-account-private-key-file "$certs/sa.key" --root-ca-file "$certs/ca.crt" \
  --leader-elect=false --kube-api-qps 500 --kube-api-burst 1000
start kube-scheduler "$bin/kube-scheduler" --kubeconfig "$certs/kubeconfig" --leader-elect=false
start kubelet "$programs/kubelet" --kubeconfig "$certs/kubelet.kubeconfig" --config "$folder/kubelet.yaml" \
  --cert-dir "$folder/kubelet-certs" --volume-plugin-dir "$folder/volume-plugins" \
  --hostname-override node --node-ip "10.$n.0.2"
start kube-proxy "$programs/kube-proxy" --config "$folder/kube-proxy.yaml"
# A node without one of them is none.
wait -n || true
echo 'one of the programs ended' >&2
exit 1
