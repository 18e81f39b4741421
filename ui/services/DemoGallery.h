// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/Models.h"
#include "core/media/SoundTreatment.h"

#include <QImage>
#include <QList>
#include <QObject>
#include <QString>

#include <memory>

namespace studio::ui {

class WaveformPyramid;

// A portrait to pick.
struct GalleryFace {
    QString name; // empty: the user's own
    QString path;
    QString prompt; // that suits it; empty: none
    QImage picture{}; // at most kGallerySide pixels; null until it is read
};

// A voice to pick.
struct GalleryVoice {
    QString title; // in English; empty: the user's own
    QString language; // "en"; empty: unknown
    QString path;
    // Set once the file is read:
    double seconds = 0;
    std::shared_ptr<const WaveformPyramid> pyramid{}; // for drawing
    media::SoundTreatment treatment = media::SoundTreatment(); // for playing
};

inline constexpr int kGallerySide = 256;

// The faces and voices that come with the program. Their files are read in the background when somebody first asks.
class DemoGallery : public QObject {
    Q_OBJECT

public:
    explicit DemoGallery(const jobs::DemoScene& demo, QObject* parent = nullptr);

    [[nodiscard]] const QList<GalleryFace>& faces() const { return m_faces; }
    [[nodiscard]] const QList<GalleryVoice>& voices() const { return m_voices; }
    // Begins to read pictures and sounds, once.
    void read();

Q_SIGNALS:
    void facesRead();
    void voicesRead();

private:
    QList<GalleryFace> m_faces;
    QList<GalleryVoice> m_voices;
    bool m_asked = false;
};

// Read the file of a face or a voice, for a background thread; without picture or pyramid where it can't be read.
[[nodiscard]] GalleryFace readFace(GalleryFace face);
[[nodiscard]] GalleryVoice readVoice(GalleryVoice voice);

} // namespace studio::ui
