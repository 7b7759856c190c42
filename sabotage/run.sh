#!/usr/bin/env bash
# Switches the promises about hard cases off, one at a time, and demands that a test notices.
#
#   sabotage/run.sh             all patches
#   sabotage/run.sh NAME...     these, as the files are called, without .patch
#   sabotage/run.sh --check     seconds: each patch applies and changes one line, each test exists,
#                               docs/HARD-CASES.md is what --table writes
#   sabotage/run.sh --table     writes docs/HARD-CASES.md anew from the patches
#
# A patch is a unified diff of one changed line below operator/src/main, behind a head:
#   Line:   the line of docs/HARD-CASES.md that it belongs to
#   Claim:  what is true without the patch
#   Test:   the test that must fail with it, package.Class#method
#   Server: a test on the real API server that shows the same, or - with a word why there is none
#
# It works in a copy in a temporary folder; nothing here is touched. Exit code 1: a patch does not
# apply or does not compile, its test fails without it, or does not fail, by an assertion, with it.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
page="$root/docs/HARD-CASES.md"
tests="operator/src/test/java"
lines=("Order" "Never twice" "Never lost in silence" "Stop" "Policy race" "Hold and lift" "Edits"
  "Forbid" "Ceiling" "Daylight saving" "Clock" "Validity" "Leading")

die() {
  printf 'sabotage: %s\n' "$*" >&2
  exit 1
}

# heads: a line for each patch: name, Line, Claim, Test, Server, lines out, lines in, the file that
# it changes. The separator is one that no text holds, and that does not swallow an empty field.
heads() {
  awk -v OFS='|' '
    function show() { if (name) print name, head["Line"], head["Claim"], head["Test"], head["Server"], out, in_, target }
    FNR == 1 { show(); split("", head); out = in_ = body = 0; target = ""; name = FILENAME; sub(/.*\//, "", name) }
    !body && /^[A-Z][a-z]+: / { key = $1; sub(/:$/, "", key); head[key] = substr($0, length($1) + 2) }
    /^\+\+\+ b\// { target = substr($0, 7); next }
    /^--- / { body = 1; next }
    body && /^-/ { out++ }
    body && /^\+/ { in_++ }
    END { show() }' "$here"/*.patch
}

# test_names: every method of a test class, as package.Class#method.
test_names() {
  find "$root/$tests" -name '*.java' -exec awk '
    FNR == 1 { class = FILENAME; sub(/.*\/src\/test\/java\//, "", class); sub(/\.java$/, "", class); gsub(/\//, ".", class) }
    match($0, /^ +(public )?void [a-zA-Z0-9]+\(/) {
      method = substr($0, RSTART, RLENGTH - 1); sub(/.* /, "", method); print class "#" method }' {} +
}

table() {
  sed -n '1,/^<!-- written by/p' "$page"
  local line name its claim test server rest all
  all="$(heads)"
  for line in "${lines[@]}"; do
    printf '\n## %s\n\n| What holds | Fails without it | On the API server | Patch |\n| --- | --- | --- | --- |\n' "$line"
    while IFS='|' read -r name its claim test server rest; do
      [[ $its == "$line" ]] || continue
      [[ $server == -* ]] && server="${server#- }" || server="\`${server##*.}\`"
      printf '| %s | `%s` | %s | [%s](../sabotage/%s) |\n' "$claim" "${test##*.}" "$server" "${name%.patch}" "$name"
    done <<<"$all"
  done
}

check() {
  local name line claim test server out in target faults=0
  fault() {
    printf 'sabotage: %s: %s\n' "$name" "$*" >&2
    faults=$((faults + 1))
  }
  declare -A known=()
  while read -r name; do known["$name"]=1; done < <(test_names)
  while IFS='|' read -r name line claim test server out in target; do
    [[ $line && $claim && $test && $server ]] || fault "its head needs Line:, Claim:, Test: and Server:"
    [[ " ${lines[*]} " == *" $line "* ]] || fault "no such line: $line"
    [[ ${known["${test:--}"]:-} ]] || fault "no such test: $test"
    [[ $server == -* || ${known["${server:--}"]:-} ]] || fault "no such test: $server"
    ((out <= 1 && in <= 1)) || fault "changes more than one line"
    [[ $target == operator/src/main/* ]] || fault "changes nothing below operator/src/main"
    (cd "$root" && GIT_CEILING_DIRECTORIES="$(dirname "$root")" git apply --check --recount "$here/$name") ||
      fault "does not apply"
  done < <(heads)
  name="docs/HARD-CASES.md"
  diff -u "$page" <(table) >&2 || fault "is not what sabotage/run.sh --table writes"
  ((faults == 0)) || exit 1
}

run() {
  local patches=() name line its rest all group failed=0
  if (($#)); then
    for name in "$@"; do
      [[ -f $here/$name.patch ]] || die "no patch $name: see $here"
      patches+=("$name.patch")
    done
  else
    check
    mapfile -t patches < <(cd "$here" && ls -- *.patch)
  fi

  copy="$(mktemp -d "${TMPDIR:-/tmp}/gradedcron-sabotage.XXXXXX")"
  trap 'rm -rf "$copy"' EXIT
  export GIT_CEILING_DIRECTORIES="$(dirname "$copy")"
  tar -C "$root" -c --exclude=.git --exclude=target . | tar -x -C "$copy"
  printf 'Compiling a copy ...\n'
  (cd "$copy" && ./mvnw -q -B -ntp -Djacoco.skip=true test-compile dependency:build-classpath \
    -Dmdep.outputFile="$copy/classpath.txt" -Dmdep.includeScope=test) || die "the copy does not compile"
  local libraries
  libraries="$(<"$copy/classpath.txt")"
  javac -nowarn -d "$copy/runner" -cp "$libraries" "$here/Sabotage.java"

  printf '\n%-50s %-16s %4s  %s\n' patch result s "what the test said"
  all="$(heads)"
  # A process for each line: sabotaged code may leave threads behind.
  for line in "${lines[@]}"; do
    group=()
    while IFS='|' read -r name its rest; do
      [[ $its == "$line" && " ${patches[*]} " == *" $name "* ]] && group+=("$here/$name")
    done <<<"$all"
    ((${#group[@]})) || continue
    # From where Maven runs them: the tests write into the folder target there.
    (cd "$copy/operator" && java -Xmx1g -XX:TieredStopAtLevel=1 -Dgradedcron.root="$copy" \
      -cp "$copy/runner:$libraries" Sabotage "$copy" "$libraries" "${group[@]}") || {
      failed=1
      cp "$copy/output.txt" "${TMPDIR:-/tmp}/gradedcron-sabotage-output.txt"
    }
  done
  printf '\n%d patches, %d s: %s\n' "${#patches[@]}" "$SECONDS" \
    "$( ((failed)) && echo "NOT all caught; output of the last line in ${TMPDIR:-/tmp}/gradedcron-sabotage-output.txt" || echo "all caught")"
  return "$failed"
}

case "${1:-}" in
  --check) check ;;
  --table)
    table >"$page.new"
    mv "$page.new" "$page"
    ;;
  -*) die "unknown option $1: see the head of $here/run.sh" ;;
  *) run "$@" ;;
esac
