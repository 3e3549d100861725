#!/usr/bin/env bash
# Installs Chromium for the browser tests where it is missing and apt serves it.
# Exits with 3 where it cannot be had; then those tests are ignored.
set -euo pipefail

if [[ -x ${DP_CHROMIUM:-/usr/bin/chromium} ]]; then
    exit 0
fi

if ! command -v apt-get >/dev/null || [[ $(id -u) -ne 0 ]]; then
    echo "Chromium is missing and cannot be installed here: the browser tests are ignored"
    exit 3
fi

if ! { timeout 120 apt-get update -qq && DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1; then
    echo "apt serves no Chromium here: the browser tests are ignored"
    exit 3
fi
