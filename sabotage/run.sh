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
  "Forbid" "Daylight saving" "Clock" "Validity" "Leading")

die() {
  printf 'sabotage: %s\n' "$*" >&2
  exit 1
}

# head_of PATCH FIELD
head_of() {
  sed -n -e '/^diff /q' -e "s/^$2: *//p" "$1"
}

# exists TEST: a method of that name stands in the source of that class.
exists() {
  local class="${1%%#*}" method="${1#*#}"
  local file="$root/$tests/${class//.//}.java"
  [[ -f $file ]] && grep -qE "^ +(public )?void $method\(" "$file"
}

table() {
  sed -n '1,/^<!-- written by/p' "$page"
  local line patch claim test server
  for line in "${lines[@]}"; do
    printf '\n## %s\n\n| What holds | Fails without it | On the API server | Patch |\n| --- | --- | --- | --- |\n' "$line"
    for patch in "$here"/*.patch; do
      [[ $(head_of "$patch" Line) == "$line" ]] || continue
      claim="$(head_of "$patch" Claim)"
      test="$(head_of "$patch" Test)"
      server="$(head_of "$patch" Server)"
      [[ $server == -* ]] || server="\`${server##*.}\`"
      printf '| %s | `%s` | %s | [%s](../sabotage/%s) |\n' "$claim" "${test##*.}" "${server#- }" \
        "$(basename "$patch" .patch)" "$(basename "$patch")"
    done
  done
}

check() {
  local patch name field faults=0
  fault() {
    printf 'sabotage: %s: %s\n' "$name" "$*" >&2
    faults=$((faults + 1))
  }
  for patch in "$here"/*.patch; do
    name="$(basename "$patch")"
    for field in Line Claim Test Server; do
      [[ -n $(head_of "$patch" "$field") ]] || fault "has no line that begins with $field:"
    done
    [[ " ${lines[*]} " == *" $(head_of "$patch" Line) "* ]] || fault "no such line: $(head_of "$patch" Line)"
    exists "$(head_of "$patch" Test)" || fault "no such test: $(head_of "$patch" Test)"
    [[ $(head_of "$patch" Server) == -* ]] || exists "$(head_of "$patch" Server)" ||
      fault "no such test: $(head_of "$patch" Server)"
    (($(grep -cE '^\+([^+]|$)' "$patch") <= 1 && $(grep -cE '^-([^-]|$)' "$patch") <= 1)) ||
      fault "changes more than one line"
    grep -qE '^\+\+\+ b/operator/src/main/' "$patch" || fault "changes nothing below operator/src/main"
    (cd "$root" && GIT_CEILING_DIRECTORIES="$(dirname "$root")" git apply --check --recount "$patch") 2>/dev/null ||
      fault "does not apply"
  done
  name="docs/HARD-CASES.md"
  diff -u "$page" <(table) >&2 || fault "is not what sabotage/run.sh --table writes"
  ((faults == 0)) || exit 1
}

run() {
  local patches=() name line group failed=0
  if (($#)); then
    for name in "$@"; do
      [[ -f $here/$name.patch ]] || die "no patch $name: see $here"
      patches+=("$here/$name.patch")
    done
  else
    check
    patches=("$here"/*.patch)
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
  # A process for each line: sabotaged code may leave threads behind.
  for line in "${lines[@]}"; do
    group=()
    for name in "${patches[@]}"; do
      [[ $(head_of "$name" Line) == "$line" ]] && group+=("$name")
    done
    ((${#group[@]})) || continue
    java -Xmx1g -XX:TieredStopAtLevel=1 -Dgradedcron.root="$copy" -cp "$copy/runner:$libraries" \
      Sabotage "$copy" "$libraries" "${group[@]}" || {
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
