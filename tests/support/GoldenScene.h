// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace studio::test {

// The goldens' film as avatar-render's arguments: the tiny checkpoint, 64*128 pixels. Arguments that follow win.
inline QStringList goldenScene(int steps, int clips)
{
    const QString goldens = QStringLiteral(TEST_DATA "/goldens/");
    return {QStringLiteral("--ckpt_dir"),
            goldens + QStringLiteral("checkpoint/tiny/ckpt/Wan2.2-S2V-14B"),
            QStringLiteral("--lora_path_dmd"),
            goldens + QStringLiteral("checkpoint/tiny/ckpt/LiveAvatar/liveavatar.safetensors"),
            QStringLiteral("--image"),
            goldens + QStringLiteral("inputs/portrait_a.png"),
            QStringLiteral("--audio"),
            goldens + QStringLiteral("inputs/speech_16k.wav"),
            QStringLiteral("--prompt"),
            QStringLiteral("A person talks."),
            QStringLiteral("--size"),
            QStringLiteral("64*128"),
            QStringLiteral("--sample_steps"),
            QString::number(steps),
            QStringLiteral("--num_clip"),
            QString::number(clips)};
}

} // namespace studio::test
