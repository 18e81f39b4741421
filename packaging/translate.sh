#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# packaging/translate.sh - brings the files in translations/ up to the sources. What is new in them says
# type="unfinished": write its translation and take the mark away.
set -euo pipefail
cd "$(dirname "$0")/.."
lupdate=$(command -v lupdate6 || command -v /usr/lib/qt6/bin/lupdate || command -v lupdate)
"$lupdate" -no-obsolete -locations none -I . ui app/studio core/spec/WeightsKind.cpp -ts translations/studio_zh_CN.ts
"$lupdate" -pluralonly -no-obsolete -locations none -I . ui app/studio core/spec/WeightsKind.cpp -ts translations/studio_en.ts
