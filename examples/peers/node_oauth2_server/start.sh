#!/bin/sh
# Serves @node-oauth/oauth2-server on 127.0.0.1:$PORT; installs it into .peers at first use, and again when package.json changes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
home=$here/../../../.peers/node_oauth2_server
for program in node npm; do
  command -v "$program" >/dev/null || { echo "@node-oauth/oauth2-server needs $program, which is not on this machine" >&2; exit 69; }
done

mkdir -p "$home"
cp "$here/package.json" "$here/server.js" "$home"
cd "$home"
if ! cmp -s package.json node_modules/.installed; then
  npm install --no-package-lock --no-audit --no-fund --loglevel=error || { echo "npm cannot install @node-oauth/oauth2-server" >&2; exit 69; }
  cp package.json node_modules/.installed
fi

exec node server.js
