#!/usr/bin/env bash
# What "make e2e" runs: the image of this working copy, installed by helm on a real node (node.sh), and what becomes of real
# processes when a level is given up and when a replica dies. Prints what it has seen, and how long things took.
#   e2e.sh [--optional]    --optional: where there can be no real node, it says so and is content
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
. "$here/lib.sh"

folder=$here/.run/e2e
image=localhost/gradedcron/operator
export KUBECONFIG=$folder/kubeconfig KUBECACHEDIR=$folder/kubectl-cache
numbers=()
failed=''
following=''

kubectl() { "$folder/bin/kubectl" "$@"; }
helm() { "$folder/bin/helm" "$@"; }

# Microseconds since 1970.
now() { echo "${EPOCHREALTIME//[.,]/}"; }

seconds() { printf '%d.%01d' $(($1 / 1000000)) $(($1 % 1000000 / 100000)); }

# number NAME MICROSECONDS [TEXT]: one of those that are printed at the end.
number() {
  local line
  line=$(printf '%-26s%6s s  %s' "$1" "$(seconds "$2")" "${3:-}")
  numbers+=("$line")
  say "${line%% }"
}

fail() {
  failed=$1
  die "$1"
}

# await SECONDS WHAT COMMAND...: until COMMAND succeeds.
await() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || fail "not in time: $what"
    sleep 0.1
  done
}

# between FROM TO MICROSECONDS WHAT: the bounds are in seconds.
between() {
  (($3 >= $1 * 1000000 && $3 <= $2 * 1000000)) || fail "$4 took $(seconds "$3") s, should be $1 to $2"
}

# equal WANTED GOT WHAT
equal() { [ "$1" = "$2" ] || fail "$3: '$2', should be '$1'"; }

field() { kubectl -n e2e get "$1" -o "jsonpath={$2}"; }

# running SCHEDULE: the name of its pod that runs; fails while there is none.
running() {
  local name
  name=$(kubectl -n e2e get pods -l "gradedcron.io/schedule=$1" --field-selector status.phase=Running -o name |
    sed -n '$p')
  [ -n "$name" ] && echo "$name"
}

logs_hold() {
  local text=$1 logs
  shift
  logs=$(kubectl -n e2e logs "$@")
  case $logs in *"$text"*) ;; *) return 1 ;; esac
}

file_holds() { grep -qF "$1" "$2"; }

# processes UID: those of a pod, as this machine counts them.
processes() { grep -ls "pod$1" /proc/[0-9]*/cgroup | cut -d / -f 3 || true; }

count() { wc -l | tr -d ' '; }

has_processes() { [ "$(processes "$1" | count)" = "$2" ]; }

# sessions PID...: how many sessions they are in.
sessions() {
  local pid
  for pid in "$@"; do sed 's/.*) //' "/proc/$pid/stat" | cut -d ' ' -f 4; done | sort -u | count
}

in_sessions() { [ "$(sessions "${@:2}")" = "$1" ]; }

# born PID: when it started, so that another process of the same number is not taken for it.
born() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

# await_end SECONDS PID:BORN...: until none of the processes is there.
await_end() {
  local deadline=$((SECONDS + $1)) process
  shift
  for process in "$@"; do
    while [ "$(born "${process%:*}")" = "${process#*:}" ]; do
      ((SECONDS < deadline)) || fail "process ${process%:*} is still there: $(command_line "${process%:*}")"
      sleep 0.02
    done
  done
}

degrade() { kubectl patch degradation peak --type=merge -p "{\"spec\":$1}" >/dev/null; }

drained() { kubectl wait --for=condition=Drained degradation/peak --timeout="$1" >/dev/null || fail "not drained in $1"; }

# --- the scenes

build_image() {
  local began base
  base=$("$here/node/java-base.sh")
  began=$(now)
  (cd "$root" && "${MAKE:-make}" --no-print-directory image BASE="tar://$base" PUSH= NAME= FORMAT=) >&2
  number 'image built' $(($(now) - began)) "on this machine's Java"
}

start_node() {
  local began
  # What has to be compiled first is not the node's time.
  "$here/build.sh" >/dev/null
  "$here/build.sh" node >/dev/null
  began=$(now)
  "$here/node.sh" up "$folder" >/dev/null
  number 'node ready' $(($(now) - began))
  began=$(now)
  "$here/node.sh" load "$folder" "$root/operator/target/gradedcron-image.tar"
  number 'image imported' $(($(now) - began))
}

served() { kubectl get --raw /apis/gradedcron.io/v1; }

install_chart() {
  local began pid pod
  kubectl apply -f "$root/crds/" >/dev/null
  await 30 'the API server serves gradedcron.io/v1' served
  kubectl create namespace gradedcron >/dev/null
  kubectl label namespace gradedcron pod-security.kubernetes.io/enforce=restricted >/dev/null
  began=$(now)
  helm install gradedcron "$root/helm/gradedcron" --namespace gradedcron --wait --timeout 180s \
    --set "image.repository=$image,operator.logLevel=debug" >"$folder/helm.log" || fail 'helm install failed'
  number 'chart installed' $(($(now) - began)) 'two replicas are ready'
  for pod in $(operators); do
    for pid in $(processes "$(kubectl -n gradedcron get "$pod" -o 'jsonpath={.metadata.uid}')"); do
      [ "$(cat "/proc/$pid/comm")" = java ] || continue
      equal 65532 "$(awk '/^Uid:/ { print $2 }' "/proc/$pid/status")" "$pod: the operator's user"
      equal 0000000000000000 "$(awk '/^CapEff:/ { print $2 }' "/proc/$pid/status")" "$pod: the operator's capabilities"
      awk '$2 == "/" { exit $4 !~ /^ro,|^ro$/ }' "/proc/$pid/mounts" || fail "$pod: the root file system can be written to"
      say "$pod: user 65532, no capabilities, read-only root file system"
    done
  done
}

operators() { kubectl -n gradedcron get pods -l app.kubernetes.io/name=gradedcron -o name; }

first_run() {
  local began
  began=$(now)
  kubectl apply -f "$here/e2e/schedules.yaml" >/dev/null
  await 60 "pay's line in its log" logs_hold 'pay: done' -l gradedcron.io/schedule=pay --ignore-errors
  number 'first run' $(($(now) - began)) 'applied, then its line in kubectl logs; its slots are two seconds apart'
}

# grow: waits for a whole tree; what it consists of is then in $tree.
grow() {
  local pod uid pid
  await 60 'tree runs' running tree
  pod=$(running tree)
  uid=$(field "$pod" .metadata.uid)
  # The fifth and one that holds the pod's namespaces.
  await 30 "tree's processes" has_processes "$uid" 6
  tree=()
  for pid in $(processes "$uid"); do tree+=("$pid:$(born "$pid")"); done
  await 10 "tree's processes are in three sessions" in_sessions 3 "${tree[@]%:*}"
  await 10 "tree's line in its log" logs_hold 'tree: grown' "$pod"
}

scale_to_zero() {
  local began pod log=$folder/tidy.log slot
  grow
  await 60 'tidy runs' running tidy
  pod=$(running tidy)
  "$folder/bin/kubectl" -n e2e logs -f "$pod" >"$log" 2>&1 &
  following=$!
  await 20 'the log of tidy' file_holds 'tidy: begun' "$log"
  began=$(now)
  degrade '{"level":3}'
  await_end 60 "${tree[@]}"
  number 'kill time' $(($(now) - began)) 'patched, then all six processes of a pod gone; twelve seconds are its grace period'
  between 12 25 $(($(now) - began)) 'the stop of tree'
  await 20 "tidy's last line" file_holds 'tidy: all put away' "$log"
  file_holds 'tidy: asked to end' "$log" || fail 'tidy was not asked to end'
  drained 60s
  equal '' "$(kubectl -n e2e get jobs,pods -l gradedcron.io/level=3 -o name)" 'what is left of level 3'
  # Level 1 goes on, and by the time that it has had three slots level 3 would have had one.
  for _ in 1 2 3; do
    slot=$(field gcj/pay .status.lastScheduleTime)
    await 30 'level 1 goes on' changed gcj/pay .status.lastScheduleTime "$slot"
  done
  equal '' "$(kubectl -n e2e get jobs,pods -l gradedcron.io/level=3 -o name)" 'runs of level 3 while it is given up'
  equal Degraded "$(field gcj/tree .status.lastSkipped.reason)" "why tree's slots were skipped"
  say 'level 3 was stopped, each pod in its own grace period; tidy wrote its last line; level 1 went on'
}

changed() { [ "$(field "$1" "$2")" != "$3" ]; }

shorter_grace_period() {
  local began
  degrade '{"level":0}'
  grow
  began=$(now)
  degrade '{"level":3,"gracePeriodSeconds":1}'
  await_end 60 "${tree[@]}"
  number 'kill time' $(($(now) - began)) "the same with the Degradation's grace period of one second"
  # A kubelet gives two seconds at least. With the pod's own period it would be twelve.
  between 1 10 $(($(now) - began)) 'the stop of tree in one second'
  drained 60s
}

drain() {
  local began job
  kubectl apply -f "$here/e2e/settle.yaml" >/dev/null
  await 60 'settle runs' running settle
  job=job/$(field "$(running settle)" '.metadata.labels.batch\.kubernetes\.io/job-name')
  began=$(now)
  degrade '{"level":2}'
  await 30 'level 2 is held' held settle
  equal '' "$(field "$job" '.status.conditions[?(@.type=="Complete")].status')" "whether $job ended before it could be drained"
  drained 60s
  number 'drain time' $(($(now) - began)) 'patched, then the run of level 2 that was under way complete'
  equal True "$(field "$job" '.status.conditions[?(@.type=="Complete")].status')" "whether $job is complete"
  logs_hold 'settle: last line' "$job" || fail 'settle was cut short'
  equal "${job#job/}" "$(kubectl -n e2e get jobs -l gradedcron.io/level=2 -o 'jsonpath={.items[*].metadata.name}')" \
    'the runs of level 2'
  say 'level 2 was drained: its run wrote its last line, and none came after it'
}

held() { [ "$(field "gcj/$1" .status.state)" = Held ] || [ -n "$(field "gcj/$1" '.status.heldBy[0]')" ]; }

read_logs() {
  await 20 'the log of level 1' logs_hold 'pay: done' -l gradedcron.io/level=1 --tail=-1 --ignore-errors
  await 20 'the log of level 2' logs_hold 'settle: begun' -l gradedcron.io/level=2 --tail=-1 --ignore-errors
  degrade '{"level":0}'
  await 60 'the log of level 3' logs_hold 'tree: grown' -l gradedcron.io/level=3 --tail=-1 --ignore-errors
  kubectl -n e2e delete gcj pay tree tidy settle --cascade=foreground >/dev/null
  say 'the logs of all levels were read by kubectl logs'
}

no_operators() { [ -z "$(operators)" ]; }

leader() {
  local holder
  holder=$(kubectl -n gradedcron get lease gradedcron -o 'jsonpath={.spec.holderIdentity}')
  [ -n "$holder" ] && echo "pod/${holder%-*}"
}

# first_launch POD: when it launched beat for the first time, in microseconds.
first_launch() {
  local line
  line=$(kubectl -n gradedcron logs "$1" | sed -n '/launched .*schedule=e2e\/beat /p' | sed -n 1p)
  [ -n "$line" ] && date -d "${line%% *}" +%s%6N
}

# remember_missed: beat's newest missed slots are taken down, for the next ones take their place.
remember_missed() {
  local from to
  from=$(field gcj/beat .status.lastMissed.from)
  to=$(field gcj/beat .status.lastMissed.to)
  [ -z "$from" ] || missed+=("$(date -d "$from" +%s) $(date -d "$to" +%s)")
}

all_ready() {
  kubectl -n gradedcron rollout status deployment/gradedcron --timeout=1s
}

# unaccounted: the slots between the first and the last run of beat that neither ran nor are said to have been missed.
unaccounted() {
  remember_missed
  {
    printf 'missed %s\n' "${missed[@]}"
    kubectl -n e2e get jobs -l gradedcron.io/schedule=beat -o name | sed 's/.*-/ran /' | sort -k 2n
  } | awk '/^missed/ && NF == 3 { for (slot = $2; slot <= $3; slot++) told[slot] = 1 }
    /^ran/ { if (last) for (slot = last + 3; slot < $2; slot += 3) if (!(slot in told)) print slot; last = $2 }'
}

none_unaccounted() { [ -z "$(unaccounted)" ]; }

# fail_over NAME SECONDS TEXT: after $began the replica $next has to launch within so many seconds.
fail_over() {
  await 30 "$next launches" first_launch "$next"
  number "$1" $(($(first_launch "$next") - began)) "$3"
  between 0 "$2" $(($(first_launch "$next") - began)) "$1"
  await 120 'both replicas are ready again' all_ready
  remember_missed
}

workers() { kubectl -n gradedcron get deployment gradedcron -o json | sed -n '/"GRADEDCRON_WORKERS"/{n;s/[^0-9]//g;p;}'; }

# upgrade_and_roll_back: all pods are replaced twice, while beat goes on.
upgrade_and_roll_back() {
  local began
  missed=()
  kubectl apply -f "$here/e2e/beat.yaml" >/dev/null
  await 30 'beat runs' first_launch "$(leader)"
  began=$(now)
  helm upgrade gradedcron "$root/helm/gradedcron" --namespace gradedcron --reuse-values --wait --timeout 180s \
    --set operator.workers=32 >>"$folder/helm.log" || fail 'helm upgrade failed'
  equal 32 "$(workers)" 'the workers after helm upgrade'
  helm rollback gradedcron 1 --namespace gradedcron --wait --timeout 180s >>"$folder/helm.log" || fail 'helm rollback failed'
  equal 64 "$(workers)" 'the workers after helm rollback'
  await 120 'both replicas are ready again' all_ready
  number 'upgraded, rolled back' $(($(now) - began)) 'helm upgrade and helm rollback, until all pods were replaced twice'
  await 30 'beat goes on' changed gcj/beat .status.lastScheduleTime "$(field gcj/beat .status.lastScheduleTime)"
  await 30 'every slot of beat ran, or is said to have been missed' none_unaccounted
  equal '' "$(field gcj/beat .status.lastMissed)" 'what beat missed'
  kubectl -n e2e delete gcj beat --cascade=foreground >/dev/null
  say 'no slot was missed in helm upgrade and helm rollback'
}

kill_replicas() {
  local began next leader pid killed=''
  missed=()
  kubectl apply -f "$here/e2e/beat.yaml" >/dev/null
  leader=$(leader)
  await 30 'beat runs' first_launch "$leader"
  next=$(operators | grep -vxF "$leader")
  for pid in $(processes "$(kubectl -n gradedcron get "$leader" -o 'jsonpath={.metadata.uid}')"); do
    if [ "$(cat "/proc/$pid/comm")" = java ]; then
      began=$(now)
      kill -KILL "$pid"
      killed=yes
    fi
  done
  equal yes "$killed" "whether there was a process of $leader"
  fail_over 'fail-over, killed' 15 'SIGKILL of the leader, then the first launch; the Lease is of five seconds'
  leader=$(leader)
  next=$(operators | grep -vxF "$leader")
  began=$(now)
  kubectl -n gradedcron delete "$leader" --wait=false >/dev/null
  fail_over 'fail-over, deleted' 8 'kubectl delete pod of the leader, then the first launch'
  await 30 'every slot of beat either ran or is said to have been missed' none_unaccounted
  kubectl -n e2e delete gcj beat --cascade=foreground >/dev/null
  say 'every slot of beat either ran, once, or stands in lastMissed'
}

uninstall() {
  kubectl apply -f "$here/e2e/settle.yaml" >/dev/null
  helm uninstall gradedcron --namespace gradedcron --wait >/dev/null
  await 60 'the end of the operator' no_operators
  equal settle "$(field gcj/settle .metadata.name)" 'the schedules'
}

stop_node() {
  local name left
  read -r name _ <"$folder/node.settings"
  "$here/node.sh" down "$folder"
  left=$(
    ls -d "/sys/class/net/$name" "/sys/class/net/${name}p" /sys/fs/cgroup{,/*}/"$name" 2>/dev/null || true
    grep -ls "/$name" /proc/[0-9]*/cgroup || true
    grep -F "$folder/" /proc/mounts || true
    # The brackets keep grep from finding itself.
    grep -lzs "${folder%?}[${folder: -1}]/" /proc/[0-9]*/cmdline || true
  )
  equal '' "$left" 'what is left of the node'
  say 'no process, mount, network device or control group is left'
}

# What a person would look at first.
tell() {
  {
    kubectl get pods --all-namespaces -o wide
    kubectl get gcj,degr --all-namespaces
    kubectl -n gradedcron logs -l app.kubernetes.io/name=gradedcron --prefix --tail=30
    kubectl get events --all-namespaces --sort-by .lastTimestamp | tail -n 20
  } >&2
}

finish() {
  local status=$?
  trap '' INT TERM HUP
  set +e
  [ -z "$following" ] || kill "$following" 2>/dev/null
  if ((status != 0)); then
    [ ! -f "$folder/kubeconfig" ] || tell
    [ -z "$failed" ] || say "failed: $failed"
  fi
  "$here/node.sh" down "$folder"
  exit "$status"
}

if ! reason=$("$here/node.sh" check); then
  [ "${1:-}" = --optional ] || die "no real node here: $reason"
  say "make e2e was left out: $reason"
  exit
fi
began=$SECONDS
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
build_image
start_node
install_chart
first_run
scale_to_zero
shorter_grace_period
drain
read_logs
upgrade_and_roll_back
kill_replicas
uninstall
stop_node
say "passed in $((SECONDS - began)) s:"
printf '  %s\n' "${numbers[@]}"
