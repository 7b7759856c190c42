#!/usr/bin/env bash
# Builds and runs the oracle, for make fuzz-cron, make cron-answers and make test.
#   run.sh answers                           writes the committed answers anew
#   run.sh [--optional] fuzz SECONDS [SEED]  checks the committed answers, then compares fresh ones;
#                                            --optional: where there is no go command, it says so and
#                                            ends well, unless CI is set
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
answers=$root/operator/src/test/resources/io/gradedcron/operator/cron/kubernetes-answers.tsv
work=$root/operator/target/cron-oracle
oracle=$work/cron-oracle

say() { printf 'cron-oracle: %s\n' "$*"; }

die() {
  say "$1" >&2
  exit 1
}

build() {
  command -v go >/dev/null || die "there is no go command: install Go 1.25 or later"
  local zones
  zones=$(cd / && go env GOROOT)/lib/time/zoneinfo.zip
  # The tz database of Go itself, so that the machine's has no say.
  [ ! -f "$zones" ] || export ZONEINFO=$zones
  mkdir -p "$work"
  (cd "$here" && GOTOOLCHAIN=local GOWORK=off CGO_ENABLED=0 GOFLAGS="${GOFLAGS:-} -buildvcs=false" \
    go build -trimpath -o "$oracle" .)
}

fuzz() {
  local seconds=$1 seed=${2:-$(date +%s)} java=java status
  [[ $seconds =~ ^[1-9][0-9]*$ ]] || die "SECONDS: \"$seconds\" is not a whole number of at least 1"
  [[ $seed =~ ^[0-9]{1,18}$ ]] || die "SEED: \"$seed\" is not a whole number of at most 18 digits"
  build
  "$oracle" check "$answers"
  (cd "$root" && ./mvnw -q -B -ntp -pl operator test-compile dependency:build-classpath \
    -Dmdep.outputFile="$work/classpath" -Dmdep.includeScope=test)
  [ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
  say "comparing for $seconds s, seed $seed"
  set +e
  "$oracle" fuzz "$seed" "$seconds" | "$java" -Xmx512m \
    -cp "$root/operator/target/test-classes:$root/operator/target/classes:$(cat "$work/classpath")" \
    io.gradedcron.operator.cron.oracle.CronFuzz
  status=("${PIPESTATUS[@]}")
  set -e
  if ((status[1] != 0)); then
    die "a difference; the same again: make fuzz-cron SEED=$seed SECONDS=$seconds"
  elif ((status[0] != 0)); then
    die "Kubernetes' side ended with exit code ${status[0]}; the same again: make fuzz-cron SEED=$seed SECONDS=$seconds"
  fi
}

if [ "${1:-}" = --optional ]; then
  shift
  if ! command -v go >/dev/null && [ -z "${CI:-}" ]; then
    say "SKIPPED: there is no go command, so that nothing was compared with Kubernetes' own parser"
    exit 0
  fi
fi
case ${1:-} in
  answers)
    build
    "$oracle" generate >"$work/answers"
    mkdir -p "$(dirname "$answers")"
    cp "$work/answers" "$answers"
    say "wrote $(wc -l <"$answers" | tr -d ' ') lines"
    ;;
  fuzz) fuzz "${2:?SECONDS}" "${3:-}" ;;
  *) die "unknown command \"${1:-}\": write answers or fuzz" ;;
esac
