#!/usr/bin/env bash
# Builds the console's pages again and compares what comes out with what is committed in wwwroot; runs their unit tests.
# Exits with 3 when npm is missing or serves nothing; then what is committed is taken as it is.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
if ! command -v npm >/dev/null; then
    echo "npm is missing: the console's pages are not built again"
    exit 3
fi

if ! npm ping >/dev/null 2>&1 && ! npm view preact@11.2.0 version >/dev/null 2>&1; then
    echo "npm serves nothing here: the console's pages are not built again"
    exit 3
fi

before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
cp -r ../wwwroot/. "$before"
npm ci --loglevel=error
npm test --silent
npm run build --silent
if ! diff -r "$before" ../wwwroot; then
    echo "wwwroot differs from what ui/ is built into: run npm run build in src/DurableParallel.Console/ui and commit wwwroot"
    exit 1
fi
