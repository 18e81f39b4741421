// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QScrollArea>

class QAbstractItemModel;
class QModelIndex;
class QVBoxLayout;

namespace studio::ui {

class Actions;
class GalleryView;
class Theme;

// What the player shows as long as there is no picture: scenes and faces to begin with.
class WelcomePage : public QScrollArea {
    Q_OBJECT

public:
    WelcomePage(const Theme& theme, Actions& actions);
    // Borrows models with tiles for PictureTileDelegate. An empty list isn't shown.
    void setLists(QAbstractItemModel& scenes, QAbstractItemModel& faces);
    void focusFirst();

Q_SIGNALS:
    void shown(); // its lists are seen from now on
    void scenePicked(const QModelIndex& scene);
    void facePicked(const QModelIndex& face);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    const Theme& m_theme;
    Texts m_texts;
    QVBoxLayout* m_column;
    QLabel* m_mark;
    QLabel* m_scenesCaption;
    GalleryView* m_scenes;
    GalleryView* m_faces;
};

} // namespace studio::ui
