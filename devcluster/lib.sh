# shellcheck shell=bash
# What build.sh, cluster.sh and try.sh have in common: messages, progress of long commands, free
# ports, and processes that are started apart from the terminal and stopped by their own id only.
# To be sourced; works in bash 3.2 and later, with or without setsid, flock and /proc.

# Everything a person reads goes to stderr: stdout carries only what other scripts read.
say() { printf 'devcluster: %s\n' "$*" >&2; }

die() {
  say "$1"
  exit "${2:-1}"
}

# The id of the process group that run_with_progress has under way, for interrupt_work.
work_group=

# run_with_progress WHAT LOG DETAIL COMMAND...: runs COMMAND with its output in LOG and says every
# 10 s how long the script has run and WHAT it does; the function DETAIL is called with LOG and prints
# what COMMAND is at.
# Answers COMMAND's exit code.
run_with_progress() {
  local what=$1 log=$2 detail=$3 next=$((SECONDS + 10)) status=0 pid
  shift 3
  # A group of its own: an interrupt then ends the compilers along with the command.
  set -m
  "$@" </dev/null >"$log" 2>&1 &
  pid=$!
  set +m
  work_group=$pid
  while kill -0 "$pid" 2>/dev/null; do
    if ((SECONDS >= next)); then
      next=$((SECONDS + 10))
      say "$(printf '%d:%02d' $((SECONDS / 60)) $((SECONDS % 60)))  $what: $("$detail" "$log")"
    fi
    sleep 0.5
  done
  wait "$pid" || status=$?
  work_group=
  return "$status"
}

# Ends what run_with_progress has under way, if anything.
interrupt_work() {
  [ -z "$work_group" ] || kill -TERM -- "-$work_group" 2>/dev/null || true
  work_group=
}

# hold_lock FD WHAT: takes the lock on the file that the caller has opened as descriptor FD, and says
# WHAT while it has to wait. Where flock is missing there is no lock: what others read is written
# under a temporary name first, so the worst is work done twice.
hold_lock() {
  command -v flock >/dev/null || return 0
  flock -n "$1" && return 0
  say "$2"
  until flock -w 15 "$1"; do say "$2"; done
}

# listens PORT: whether anything accepts connections there on the loopback address.
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_ports N: the first of N ports in a row on which nothing listens. They lie below the range
# from which systems take the ports of outgoing connections.
free_ports() {
  local first port
  while :; do
    first=$((20000 + RANDOM % 12000))
    for ((port = first; port < first + $1; port++)); do
      ! listens "$port" || continue 2
    done
    echo "$first"
    return
  done
}

# launch LOG COMMAND...: starts COMMAND in a session of its own, out of reach of a terminal's Ctrl-C
# and hang-up, with its output at the end of LOG; its process id is then in $!.
launch() {
  local log=$1
  shift
  if command -v setsid >/dev/null; then
    setsid "$@" </dev/null >>"$log" 2>&1 7>&- 8>&- 9>&- &
  else
    set -m
    nohup "$@" </dev/null >>"$log" 2>&1 7>&- 8>&- 9>&- &
    set +m
  fi
}

# command_line PID: the process's command line; nothing when it is gone or only waits to be reaped.
command_line() {
  if [ -d /proc/self ]; then
    tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" || true
  else
    ps -ww -o args= -p "$1" 2>/dev/null || true
  fi
}

# exists PID: whether the process is there and more than a name that waits to be reaped.
exists() {
  local state
  kill -0 "$1" 2>/dev/null || return 1
  if [ -r "/proc/$1/stat" ]; then
    state=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null || true)
  else
    state=$(ps -o stat= -p "$1" 2>/dev/null || true)
  fi
  case $state in Z*) return 1 ;; esac
}

# runs PID WORD...: whether process PID is there and its command line holds every WORD. A pid file
# outlives its process, and the number may be somebody else's by now.
runs() {
  local line word tries=0
  # Between the system's loading of a program and its first step a process has no command line: a few
  # microseconds, or many milliseconds when the program has to be read from a cold disk.
  until
    line=$(command_line "$1")
    [ -n "$line" ]
  do
    exists "$1" || return 1
    # Where not even the own command line can be seen, the pid file is all there is.
    [ -n "$(command_line $$)" ] || return 0
    ((tries++ < 100)) || return 1
    sleep 0.02
  done
  for word in "${@:2}"; do
    case $line in *"$word"*) ;; *) return 1 ;; esac
  done
}

# stop_process SECONDS PID WORD...: asks the process to end, kills it when it has not within SECONDS.
stop_process() {
  local tries=$(($1 * 10))
  shift
  runs "$@" || return 0
  kill -TERM "$1" 2>/dev/null || return 0
  while runs "$@"; do
    if ((tries-- <= 0)); then
      kill -KILL "$1" 2>/dev/null || true
      tries=10
    fi
    sleep 0.1
  done
}
