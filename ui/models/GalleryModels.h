// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/DemoGallery.h"
#include "ui/services/Gallery.h"

#include <QAbstractListModel>

namespace studio::ui {

// The faces of the demo, and one of the user's own behind them. The first view begins the reading.
class FaceModel : public QAbstractListModel {
    Q_OBJECT

public:
    explicit FaceModel(DemoGallery& gallery, QObject* parent = nullptr); // borrowed

    // Adds the user's own picture, or replaces it. Returns its row.
    int setOwn(const QString& path);
    [[nodiscard]] const GalleryFace& face(int row) const { return m_faces.at(row); }
    void retranslate();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    // Qt::DisplayRole: the name; Qt::DecorationRole: a QImage; kGalleryPathRole
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    DemoGallery& m_gallery;
    QList<GalleryFace> m_faces;
};

// The voices of the demo, and one of the user's own behind them.
class VoiceModel : public QAbstractListModel {
    Q_OBJECT

public:
    explicit VoiceModel(DemoGallery& gallery, QObject* parent = nullptr); // borrowed

    int setOwn(const QString& path);
    [[nodiscard]] const GalleryVoice& voice(int row) const { return m_voices.at(row); }
    // The voice that is heard, and how much of it is over, 0 ... 1; row -1: none.
    void setPlaying(int row, double part);
    [[nodiscard]] int playing() const { return m_playing; }
    void retranslate();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    // Qt::DisplayRole: the title; kVoiceTileRole; kGalleryPathRole
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    [[nodiscard]] QString title(const GalleryVoice& voice) const;
    [[nodiscard]] QString detail(const GalleryVoice& voice) const;

    DemoGallery& m_gallery;
    QList<GalleryVoice> m_voices;
    int m_playing = -1;
    double m_part = 0;
};

} // namespace studio::ui
