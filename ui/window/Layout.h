// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QWidget>

#include <array>

class QScrollArea;
class QSplitter;
class QTabBar;
class QVBoxLayout;

namespace studio::ui {

class JobStrip;
class MeterStrip;
class PlayerPanel;
class RenderPanel;
class ScenePanel;
class TakesPanel;
class Theme;

// What can be shown and hidden.
enum class WindowPart { Scene, Render, Takes, Meters };

// The places of the window's panels. Wide: three columns, the strip and the meters below. Compact, for a small window:
// scene and settings behind two tabs with the card and Render below both, the takes in one row that opens over the
// picture, strip and meters in one row. The panels are the same in both; nothing of their state changes.
class Layout : public QWidget {
    Q_OBJECT

public:
    struct Panels { // taken over
        ScenePanel* scene;
        PlayerPanel* player;
        TakesPanel* takes;
        RenderPanel* render;
        JobStrip* job;
        MeterStrip* meters;
    };

    Layout(const Theme& theme, const Panels& panels);

    [[nodiscard]] bool isCompact() const { return m_compact; }
    void setCompact(bool compact);
    void setShown(WindowPart part, bool shown);
    void setPictureOnly(bool only); // for full screen
    // Makes the part visible that is behind the other tab, or folded; not one that is hidden.
    void reveal(WindowPart part);
    // Closes the takes over the picture. False: they aren't open.
    bool closeTakes();

    // Gives the panel with the focus so much more room, or less; the picture, what the takes have. False: that is all.
    bool growFocused(int pixels);

    // The wide form's columns and centre, whose sizes the window keeps.
    [[nodiscard]] QSplitter& columns() const { return *m_columns; }
    [[nodiscard]] QSplitter& centre() const { return *m_centre; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildCompactColumn();
    void goCompact();
    void goWide();
    void apply(); // which places are visible
    void placeTakes();
    void openTakes(bool open);
    void bringIntoSight(QWidget& focus);
    [[nodiscard]] bool shown(WindowPart part) const;

    const Theme& m_theme;
    Panels m_panels;
    Texts m_texts;
    bool m_compact = false;
    bool m_pictureOnly = false;
    bool m_allMeters = false; // of the compact form, in a row of their own
    bool m_takesOpen = false; // over the picture
    std::array<bool, 4> m_shown{true, true, true, true}; // by WindowPart
    QByteArray m_wideColumns, m_wideCentre; // sizes from before the window was small
    QSplitter* m_columns;
    QSplitter* m_centre;
    // The panels' places. The splitters always have the same children, so that their sizes stay valid.
    QWidget* m_left;
    QWidget* m_right;
    QWidget* m_below; // the player
    QVBoxLayout* m_leftLayout;
    QTabBar* m_tabs;
    QScrollArea* m_sceneScroll;
    QWidget* m_settingsPlace;
    QWidget* m_footPlace;
    QBoxLayout* m_strips;
};

} // namespace studio::ui
