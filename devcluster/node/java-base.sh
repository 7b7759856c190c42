#!/usr/bin/env bash
# Prints the path of a base image with this machine's Java, where no registry can be reached:
#   make image BASE=tar://$(devcluster/node/java-base.sh)
# It holds the JDK of JAVA_HOME, else the one on the PATH, as a run-time image, and the system's libraries that
# this is linked with; no shell. Made once for each JDK, in devcluster's cache. Linux only.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../lib.sh"
# The user in the image is not the one who makes it.
umask 022

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || die "there is no $java: a JDK is needed, 17 or later"
home=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
[ -x "$home/bin/jlink" ] || die "$home has no bin/jlink: a whole JDK is needed"
cache=${GRADEDCRON_DEVCLUSTER:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/gradedcron/devcluster}
mkdir -p "$cache"
# An update of the JDK or of the C library makes another one.
key=$({ cat "$home/release" "$here"/{java-base,image}.sh && "$java" -version && ldd --version | sed -n 1p; } 2>&1 |
  cksum | cut -d ' ' -f 1)
out=$cache/java-base-$key.tar
exec 9>"$cache/.java-base.lock"
hold_lock 9 'another build of the Java base image is under way; waiting for it'
if [ -f "$out" ]; then
  echo "$out"
  exit
fi
say "making a base image of $home: once, some 20 s"
find "$cache" -maxdepth 1 -name 'java-base-*' \( -type d -o -mtime +30 \) -exec rm -rf {} +
root=$(mktemp -d "$cache/java-base-$key.XXXXXX")
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/opt" "$root/etc" "$root/tmp"
chmod 755 "$root"
chmod 1777 "$root/tmp"

# All modules but those that cannot be linked again or warn at each start, for which ones a program needs only shows when it runs.
modules=$("$java" --list-modules | sed 's/@.*//' | grep -vxE 'jdk\.(jlink|jpackage|incubator\..*)' | paste -sd ,)
"$home/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --output "$root/opt/java" >&2

# The libraries that ldd names, and those of the C library that are looked for only when a name is resolved.
libc=$(ldd "$root/opt/java/bin/java" | grep -oE '/[^ ]*/libc\.so\.6')
{
  find "$root/opt/java" -type f \( -name '*.so' -o -perm -100 \) -exec ldd {} + 2>/dev/null | grep -oE '/[^ ():]+\.so[^ ():]*'
  ls "${libc%/*}"/libnss_{files,dns}.so.2 "${libc%/*}/libresolv.so.2" 2>/dev/null || true
} | LC_ALL=C sort -u | while read -r library; do
  case $library in "$root"/*) continue ;; esac
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
"$here/image.sh" "$out" gradedcron-java-base:local "$root" \
  '{"Env": ["PATH=/opt/java/bin", "JAVA_HOME=/opt/java"], "Cmd": ["java", "-version"]}'
echo "$out"
