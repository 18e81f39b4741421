// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Messages.h"

#include <initializer_list>
#include <span>

namespace studio::ui {

// A message as it stands in the sources: English, with the names of its values between braces. Its translation is in
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

// The English words of a button; to be translated in the context "Messages", too.
[[nodiscard]] const char* remedySource(Remedy remedy);

} // namespace studio::ui
