// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QWidget>

class QSlider;

namespace studio::ui {

class Actions;
class BlockTimeline;
class Chip;
class CompareBar;
class CompareStrip;
class CompareView;
class CropFacts;
class CropTools;
class ElidedLabel;
class MessageBar;
class MosaicBar;
class MosaicView;
class NumberLabel;
class PointerFade;
class PortraitCropView;
class Theme;
class VideoView;
class WelcomePage;

// State of the player's header and transport. Picture and timeline have their own.
struct PlayerPanelState {
    QString title; // "Take 7"
    QString info; // "Finished · 30.2 s · 755 frames · 688 × 368 · seed 42"
    bool playable = false;
    bool playing = false;
    QString position; // "0:06.3"
    QString made; // "0:10.5", "–"
    double speed = 1;
    double volume = 1; // 0 to 1
    bool muted = false;
    double zoom = 0; // screen pixels per pixel; 0: fit
    bool cropping = false; // the crop's facts and tools replace timeline and transport
    bool comparing = false; // the comparison's bar replaces the header, its strip is below the transport
    bool inStep = false; // the mosaic's bar replaces the header
    QString comesBack; // "Take 9 comes back with Esc", while cropping

    bool operator==(const PlayerPanelState&) const = default;
};

class PlayerPanel : public QWidget {
    Q_OBJECT

public:
    PlayerPanel(const Theme& theme, Actions& actions);
    void setState(const PlayerPanelState& state);
    void setDensity(Density density);

    [[nodiscard]] VideoView& video() const { return *m_video; }
    [[nodiscard]] WelcomePage& welcome() const { return *m_welcome; }
    [[nodiscard]] BlockTimeline& timeline() const { return *m_timeline; }
    // The large view of the portrait's crop; VideoState::Mode::Crop shows it.
    [[nodiscard]] PortraitCropView& crop() const { return *m_crop; }
    [[nodiscard]] CropFacts& cropFacts() const { return *m_cropFacts; }
    [[nodiscard]] CropTools& cropTools() const { return *m_cropTools; }
    // The comparison of two takes; VideoState::Mode::Compare shows it.
    [[nodiscard]] CompareView& compare() const { return *m_compare; }
    [[nodiscard]] CompareBar& compareBar() const { return *m_compareBar; }
    [[nodiscard]] CompareStrip& compareStrip() const { return *m_compareStrip; }
    // Several takes in step; VideoState::Mode::Mosaic shows it.
    [[nodiscard]] MosaicView& mosaic() const { return *m_mosaic; }
    [[nodiscard]] MosaicBar& mosaicBar() const { return *m_mosaicBar; }
    [[nodiscard]] MessageBar& messageBar() const { return *m_message; }
    // Shows only the picture on black, for full screen; timeline and transport lie over it while the pointer moves.
    void setPictureOnly(bool only);
    void focusFirst(); // the picture, or what covers it

Q_SIGNALS:
    void zoomChosen(double zoom);
    void speedChosen(double speed);
    void volumeChosen(double volume); // 0 to 1

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitTransport();
    void nameMute();
    [[nodiscard]] QWidget* buildHeader();
    [[nodiscard]] QWidget* buildTransport();
    void showParts();
    void fitHeight(); // in a low panel, a comparison has a low strip, and several takes no lane of prompts
    void showState();

    const Theme& m_theme;
    Actions& m_actions;
    Texts m_texts;
    PlayerPanelState m_state;
    Density m_density = Density::Wide;
    QWidget* m_side = nullptr; // of the transport, right of its buttons
    int m_wordWidth = 0; // of the export button with its word
    bool m_volumeInPopup = false;
    bool m_showing = false;
    bool m_pictureOnly = false;
    QWidget* m_header;
    QLabel* m_title;
    ElidedLabel* m_info;
    Chip* m_comesBack;
    QComboBox* m_zoom;
    QToolButton* m_fullScreen;
    VideoView* m_video;
    WelcomePage* m_welcome;
    PortraitCropView* m_crop;
    CropFacts* m_cropFacts;
    CropTools* m_cropTools;
    CompareView* m_compare;
    CompareBar* m_compareBar;
    CompareStrip* m_compareStrip;
    MosaicView* m_mosaic;
    MosaicBar* m_mosaicBar;
    MessageBar* m_message;
    BlockTimeline* m_timeline;
    QFrame* m_controls; // timeline and transport
    PointerFade* m_fade;
    NumberLabel* m_position;
    NumberLabel* m_made;
    QToolButton* m_play;
    QComboBox* m_speed;
    QToolButton* m_mute;
    QSlider* m_volume;
    QHBoxLayout* m_volumePlace;
    QFrame* m_volumePopup; // the slider's place in a slim window
    QPushButton* m_export;
};

} // namespace studio::ui
