#!/usr/bin/env bash
# What "make try" runs: builds the operator, starts the devcluster, applies crds/ and examples/try/,
# runs the operator and shows what it does, a column for each level, until Ctrl-C.
#   try.sh [--seconds N]    stops by itself after N seconds of running
# With NODE=real the same on a real node (node.sh): there the operator's image is installed by helm, and pods really run.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
. "$here/lib.sh"

real=''
folder=$here/.run
if [ "${NODE:-}" = real ]; then
  real=yes
  folder=$here/.run/node
fi
jar=$root/operator/target/gradedcron-operator.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
export KUBECONFIG=$folder/kubeconfig
operator=''
# What the command line of the process $operator holds.
follows=''
cluster=''
# Lines shown so far: one "LEVEL WORD" each, for the totals at the end.
tally=''

usage() {
  sed -n '4s/^# *//p' "${BASH_SOURCE[0]}" >&2
  [ -z "${1:-}" ] || say "$1"
  exit 2
}

case ${NODE:-} in '' | real | simulated) ;; *) usage "NODE is real or simulated, not '$NODE'" ;; esac
limit=0
while [ $# -gt 0 ]; do
  case $1 in
  --seconds)
    limit=${2:-}
    case $limit in '' | *[!0-9]*) usage "--seconds takes a whole number, not '$limit'" ;; esac
    shift 2
    ;;
  *) usage "unknown argument '$1'" ;;
  esac
done

# finish: everything that this script has started ends, whatever the reason; further interrupts
# must not cut that short.
finish() {
  local status=$?
  trap '' INT TERM HUP PIPE
  set +e
  interrupt_work
  if [ -n "$operator" ]; then
    say 'stopping the operator and the cluster'
    stop_process 10 "$operator" "$follows"
    totals
  fi
  [ -z "$cluster" ] || stop_cluster 7>&-
  exit "$status"
}

building() {
  local last
  last=$(grep -E '^\[INFO\] --- |^Downloading from |^\[INFO\] Downloading from ' "$1" | tail -n 1 || true)
  case $last in
  *Downloading*) echo "fetching ${last##*/}" ;;
  *---*)
    last=${last#*--- }
    echo "${last%% *}"
    ;;
  *) echo 'starting Maven' ;;
  esac
}

# The image with this machine's Java below it: no registry is asked.
build_image() {
  local base
  base=$("$here/node/java-base.sh")
  say 'building the image'
  if ! (cd "$root" && run_with_progress 'building the image' "$folder/build.log" building \
    make --no-print-directory image "BASE=tar://$base"); then
    tail -n 30 "$folder/build.log" >&2
    die "the build failed; the whole of its output is in $folder/build.log"
  fi
}

start_cluster() {
  if [ -n "$real" ]; then
    "$here/node.sh" up "$folder"
    "$here/node.sh" load "$folder" "$root/operator/target/gradedcron-image.tar"
  else
    "$here/cluster.sh" up "$folder"
  fi
}

stop_cluster() {
  if [ -n "$real" ]; then
    "$here/node.sh" down "$folder"
  else
    "$here/cluster.sh" down "$folder"
  fi
}

build_operator() {
  command -v "$java" >/dev/null || die "make try needs a JDK, 17 or later: there is no $java"
  say 'building the operator'
  if ! (cd "$root" && run_with_progress 'building the operator' "$folder/build.log" building \
    ./mvnw -B -DskipTests package); then
    grep -E '^\[ERROR\]' "$folder/build.log" >&2 || tail -n 30 "$folder/build.log" >&2
    die "the build failed; the whole of its output is in $folder/build.log"
  fi
}

apply() {
  local output=$folder/apply.log
  if ! {
    "$folder/bin/kubectl" apply -f "$root/crds/" &&
      "$folder/bin/kubectl" wait -f "$root/crds/" --timeout=30s \
        --for='jsonpath={.status.conditions[?(@.type=="Established")].status}=True' &&
      "$folder/bin/kubectl" apply -f "$root/examples/try/"
  } >"$output" 2>&1; then
    cat "$output" >&2
    die 'crds/ or examples/try/ could not be applied'
  fi
  say 'applied crds/ and examples/try/'
}

# One replica, so that what is followed is the leader's log.
install_operator() {
  "$folder/bin/helm" install gradedcron "$root/helm/gradedcron" --namespace gradedcron --create-namespace --wait \
    --set "image.repository=localhost/gradedcron/operator,replicas=1,operator.logLevel=${GRADEDCRON_LOG_LEVEL:-debug}" \
    >"$folder/helm.log" 2>&1 || {
    cat "$folder/helm.log" >&2
    die 'helm install failed'
  }
  : >"$folder/operator.log"
  launch "$folder/operator.log" "$folder/bin/kubectl" --namespace gradedcron logs --follow deployment/gradedcron
  operator=$!
  follows=$folder/bin/kubectl
  metrics='kubectl get --raw /api/v1/namespaces/gradedcron/services/gradedcron-metrics:8080/proxy/metrics'
}

run_operator() {
  : >"$folder/operator.log"
  management=$(free_ports 1)
  GRADEDCRON_LOG_LEVEL=${GRADEDCRON_LOG_LEVEL:-debug} launch "$folder/operator.log" \
    "$java" -jar "$jar" --log-format text --management-address 127.0.0.1 --management-port "$management"
  operator=$!
  follows=$jar
  metrics="curl http://127.0.0.1:$management/metrics"
}

hints() {
  cat <<TEXT

The operator runs. In another terminal:

$("$here/cluster.sh" env "$folder" | sed 's/^/  /')

  # the schedules and the switch; the runs as they come and go
  kubectl get gcj,degr -n shop
  kubectl get jobs -n shop --watch
  # a peak: level 3 is stopped and none starts; worse: level 2 also drains
  kubectl patch degradation peak --type=merge -p '{"spec":{"level":3}}'
  kubectl patch degradation peak --type=merge -p '{"spec":{"level":2}}'
  # until all that had to end has ended
  kubectl wait --for=condition=Drained degradation/peak --timeout=60s
  # the peak is over: everything goes on with its next slot
  kubectl patch degradation peak --type=merge -p '{"spec":{"level":0}}'
  # what the operator tells a person, and what it tells Prometheus
  kubectl get events -n shop
  $metrics

The operator's whole log: $folder/operator.log
TEXT
  if ((limit > 0)); then
    echo "All of it stops by itself after $limit s, and with Ctrl-C at once."
  else
    echo 'Ctrl-C stops all of it.'
  fi
  printf '\n%-10s%-28s%-28s%s\n' 'time' 'level 1' 'level 2' 'level 3'
}

if [ -t 1 ]; then
  green=$'\033[32m' yellow=$'\033[33m' red=$'\033[31m' faint=$'\033[2m' plain=$'\033[0m'
else
  green='' yellow='' red='' faint='' plain=''
fi

# value KEY TEXT: what follows KEY= in a log line; it may hold blanks and ends before the next key.
value() {
  if [[ $2 =~ (^|\ )$1=([^=]*)($|\ [a-z]+=) ]]; then echo "${BASH_REMATCH[2]}"; fi
}

# show LINE: one line of the operator's log: what concerns a level stands in the level's column, the
# rest as it is. Of the debug lines only the former are shown.
show() {
  local time severity text level word name rest why='' paint=$faint
  [[ $1 =~ ^[0-9-]{10}T([0-9:]{8})[.0-9]*Z\ +([A-Z]+)\ +(.*)$ ]] || return 0
  time=${BASH_REMATCH[1]} severity=${BASH_REMATCH[2]} text=${BASH_REMATCH[3]}
  if [[ ! $text =~ ^(.*[^ ])\ +level=([123])\ +schedule=([^ ]+)\ ?(.*)$ ]]; then
    case $severity in
    DEBUG | TRACE) ;;
    # What the libraries say of themselves stays in the log.
    INFO) [[ $text == io.* || $text == 'Default ConfigurationService'* ]] || printf '%-10s%s\n' "$time" "$text" ;;
    *) printf '%-10s%s%s: %s%s\n' "$time" "$red" "$severity" "$text" "$plain" ;;
    esac
    return
  fi
  word=${BASH_REMATCH[1]} level=${BASH_REMATCH[2]} name=${BASH_REMATCH[3]#shop/} rest=${BASH_REMATCH[4]}
  case $word in
  launched)
    paint=$green why=$(value reason "$rest")
    [ "$why" != OnTime ] || why=''
    ;;
  skipped) paint=$yellow why=$(value reason "$rest") ;;
  held)
    paint=$yellow
    [ "$(value action "$rest")" != DrainThenStop ] || word=drains
    why="by $(value by "$rest" | tr -d '[]')"
    ;;
  finished)
    word=$(value result "$rest" | tr '[:upper:]' '[:lower:]')
    [ "$word" != stopped ] || word=gone
    [ "$word" != failed ] || paint=$red
    ;;
  stopped) paint=$red ;;
  missed | failed | invalid | 'name conflict'*)
    paint=$red
    [[ $rest != *cause=* ]] || why=${rest#*cause=}
    ;;
  esac
  tally+="$level $word"$'\n'
  printf '%-10s%*s%s%s %s%s%s\n' \
    "$time" $(((level - 1) * 28)) '' "$paint" "$word" "$name" "${why:+ ($why)}" "$plain"
}

# How often each level saw each thing.
totals() {
  local level line
  for level in 1 2 3; do
    line=$(printf '%s' "$tally" | sed -n "s/^$level //p" | sort | uniq -c | sort -rn |
      while read -r count word; do printf '%s %s, ' "$count" "$word"; done)
    printf 'level %s: %s\n' "$level" "${line:+${line%, }}"
  done
}

# follow: shows the operator's log until the time is over; a log that ends is an operator that died.
follow() {
  local line pending='' status=0 ends=$((SECONDS + limit))
  exec 3<"$folder/operator.log"
  while ((limit == 0 || SECONDS < ends)); do
    if IFS= read -r -u 3 line; then
      show "$pending$line"
      pending=''
    else
      pending+=$line
      if ! kill -0 "$operator" 2>/dev/null; then
        wait "$operator" || status=$?
        tail -n 20 "$folder/operator.log" >&2
        die "the operator ended by itself with exit code $status; the end of its log is above"
      fi
      sleep 0.2
    fi
  done
}

mkdir -p "$folder"
exec 7>"$folder/.try.lock"
if command -v flock >/dev/null && ! flock -n 7; then
  die 'another "make try" runs in this folder; stop it first'
fi
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP PIPE
if [ -n "$real" ]; then
  reason=$("$here/node.sh" check) || die "no real node here: $reason"
  build_image 7>&-
else
  build_operator 7>&-
fi
cluster=yes
start_cluster >/dev/null 7>&-
apply
if [ -n "$real" ]; then
  install_operator
else
  run_operator
fi
hints
follow
