#!/bin/sh
# Serves Authlib on 127.0.0.1:$PORT; installs it into .peers at first use, and again when requirements.txt changes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
home=$here/../../../.peers/authlib

mkdir -p "$home"
if ! cmp -s "$here/requirements.txt" "$home/.installed"; then
  "${PYTHON:-python3}" -m venv "$home/venv" || { echo "Authlib needs a Python with venv" >&2; exit 69; }
  "$home/venv/bin/pip" install -q -r "$here/requirements.txt" || { echo "pip cannot install Authlib" >&2; exit 69; }
  cp "$here/requirements.txt" "$home/.installed"
fi

cd "$home"
exec env AUTHLIB_INSECURE_TRANSPORT=1 "$home/venv/bin/python" "$here/server.py"
