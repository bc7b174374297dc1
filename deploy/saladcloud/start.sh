#!/bin/sh
# nginx first, so that the start probe passes while the model loads; then Duet, whose end ends the container with its code.
set -eu
nginx -e stderr
exec node deploy/docker/entry.mjs
