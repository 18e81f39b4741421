// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/DemoGallery.h"

#include "core/media/Thumbnail.h"
#include "core/media/Waveform.h"
#include "ui/services/Background.h"
#include "ui/services/Images.h"
#include "ui/services/Text.h"
#include "ui/services/WaveformPyramid.h"

namespace studio::ui {

GalleryFace readFace(GalleryFace face)
{
    if (const Result<media::Picture> picture = media::pictureThumbnail(toPath(face.path), kGallerySide))
        face.picture = imageOf(*picture);
    return face;
}

GalleryVoice readVoice(GalleryVoice voice)
{
    Result<media::Waveform> read = media::readWaveform(toPath(voice.path));
    if (!read)
        return voice;
    const auto waveform = std::make_shared<const media::Waveform>(std::move(*read));
    voice.seconds = waveform->seconds();
    voice.treatment = waveform->found.treatment;
    voice.pyramid = WaveformPyramid::of(waveform);
    return voice;
}

DemoGallery::DemoGallery(const jobs::DemoScene& demo, QObject* parent)
    : QObject(parent)
{
    for (const jobs::DemoFace& face : demo.faces) {
        m_faces.append({.name = QString::fromStdString(face.name),
                        .path = fromPath(face.file),
                        .prompt = QString::fromStdString(face.prompt)});
    }
    for (const jobs::DemoVoice& voice : demo.voices) {
        m_voices.append({.title = QString::fromStdString(voice.title),
                         .language = QString::fromStdString(voice.language),
                         .path = fromPath(voice.file)});
    }
}

void DemoGallery::read()
{
    if (std::exchange(m_asked, true))
        return;
    inBackground(
        this,
        [faces = m_faces]() mutable {
            for (GalleryFace& face : faces)
                face = readFace(std::move(face));
            return faces;
        },
        [this](const QList<GalleryFace>& faces) {
            m_faces = faces;
            Q_EMIT facesRead();
        });
    inBackground(
        this,
        [voices = m_voices]() mutable {
            for (GalleryVoice& voice : voices)
                voice = readVoice(std::move(voice));
            return voices;
        },
        [this](const QList<GalleryVoice>& voices) {
            m_voices = voices;
            Q_EMIT voicesRead();
        });
}

} // namespace studio::ui
