#!/usr/bin/env bash
# Makes the pictures of the console in docs/images again, from a seeded web shop. Needs the SDK and a Chromium.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p docs/images
DP_SCREENSHOTS="$PWD/docs/images" dotnet test tests/DurableParallel.Console.Tests --filter FullyQualifiedName~ScreenshotTests
