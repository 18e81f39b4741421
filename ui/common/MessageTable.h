// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Messages.h"

#include <initializer_list>
#include <span>

namespace studio::ui {

// A message's English source text, with the names of its values in braces. Translations are in
// translations/studio_zh_CN.ts, context "Messages".
struct MessageEntry {
    MessageId id;
    const char* code; // for people and for the log
    Tone tone;
    const char* what;
    const char* why;
    std::initializer_list<Remedy> buttons; // best first
};

// All messages, in the order of their ids.
[[nodiscard]] std::span<const MessageEntry> messageTable();

// A button's English source text, context "Messages".
[[nodiscard]] const char* remedySource(Remedy remedy);

} // namespace studio::ui
