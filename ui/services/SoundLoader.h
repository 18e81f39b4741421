// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "core/media/SoundTreatment.h"
#include "ui/services/PlaybackClock.h"

#include <QObject>
#include <QString>

#include <thread>

namespace studio::ui {

// Decodes a file's sound for playback on its own thread; load() ends an earlier one. Of sound longer than ten minutes
// loaded() is emitted at once, and its Sound grows as it is decoded.
class SoundLoader : public QObject {
    Q_OBJECT

public:
    explicit SoundLoader(QObject* parent = nullptr);
    ~SoundLoader() override;

    // `treatment`: of the file's sound, as media::readMono() found. `begin`: as Sound::begin.
    void load(const QString& path, const media::SoundTreatment& treatment = {}, double begin = 0);
    void cancel();

Q_SIGNALS:
    void loaded(const QString& path, std::shared_ptr<const studio::ui::Sound> sound);
    void failed(const QString& path, const studio::Error& error);

private:
    uint64_t m_wish = 0; // answers to older ones are dropped
    std::jthread m_thread;
};

} // namespace studio::ui
