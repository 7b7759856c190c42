#!/usr/bin/env bash
# Packs a folder as a container image: image.sh OUT.tar NAME:TAG FOLDER [CONFIG]
# OUT.tar is what "docker load", "ctr images import" and a base "tar://OUT.tar" of Jib read. CONFIG is the
# JSON object of the image's settings, such as {"Entrypoint": ["/bin/sh"]}. The same folder gives the same image.
# Needs GNU tar and coreutils.
set -euo pipefail
out=${1:?the file to write} name=${2:?NAME:TAG} folder=${3:?the folder to pack} config=${4:-'{}'}
case $(uname -m) in
x86_64) architecture=amd64 ;;
aarch64) architecture=arm64 ;;
*) architecture=$(uname -m) ;;
esac
scratch=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

# reproducible FOLDER FILE NAME...
reproducible() {
  tar --create --file "$2" --directory "$1" --format gnu --sort name --owner 0 --group 0 --numeric-owner --mtime @1 \
    "${@:3}"
}

reproducible "$folder" "$scratch/layer.tar" .
digest=$(sha256sum "$scratch/layer.tar" | cut -d ' ' -f 1)
cat >"$scratch/config.json" <<JSON
{"architecture": "$architecture", "os": "linux", "created": "1970-01-01T00:00:01Z", "config": $config,
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$digest"]}, "history": [{"created_by": "devcluster"}]}
JSON
printf '[{"Config": "config.json", "RepoTags": ["%s"], "Layers": ["layer.tar"]}]\n' "$name" >"$scratch/manifest.json"
reproducible "$scratch" "$scratch/image.tar" config.json layer.tar manifest.json
mv -f "$scratch/image.tar" "$out"
