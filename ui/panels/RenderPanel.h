// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Preset.h"
#include "ui/common/Parts.h"

#include <QList>
#include <QString>
#include <QWidget>

#include <vector>

class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QVBoxLayout;
class QPushButton;
class QScrollArea;
class QSlider;
class QSpinBox;

namespace studio::ui {

class Actions;
class ContractCard;
class SeedSpinBox;
class Theme;

// Settings of the next take, and what can be chosen.
struct RenderState {
    project::RenderSettings settings;
    QString preset; // id of the preset that the settings started from
    bool presetEdited = false; // they differ from it
    struct Preset {
        QString id;
        QString name;
        bool builtIn = false;
        QString purpose; // what it is for, a sentence; empty: unknown
        QString facts; // "688 × 368 · 4 steps · whole voice": what it is with this model and voice

        bool operator==(const Preset&) const = default;
    };
    QList<Preset> presets;
    struct Model {
        QString id;
        QString title;
        bool ready = false; // set up, or nothing to set up

        bool operator==(const Model&) const = default;
    };
    QList<Model> models;
    struct Size {
        int width = 0;
        int height = 0;

        bool operator==(const Size&) const = default;
    };
    QList<Size> sizes; // supported by the model
    QString sizeNote; // why the size isn't the scene's; empty: it is
    int64_t voiceClips = 0; // of the whole voice; 0: unknown
    enum class Gpu { Unknown, Absent, Present }; // Unknown: not looked for yet
    Gpu gpu = Gpu::Unknown;
    int vramGiB = 0; // the GPU's memory
    int ramGiB = 0;
    Availability offload, vram, ram;
    Availability int8Decoder, lightDecoder; // what may make the pictures beside the VAE
    int takeCount = 1; // that Render makes, each with a seed of its own
    bool primaryAdds = false; // a take is being made: the main button appends to the queue

    bool operator==(const RenderState&) const = default;
};

// The right column: model, preset, settings, contract card, Render. Card and buttons are below the settings' scroll
// area and never move. Without a GPU its rows are folded into one line.
class RenderPanel : public QWidget {
    Q_OBJECT

public:
    RenderPanel(const Theme& theme, Actions& actions);

    void setState(const RenderState& state);
    void setRowSpacing(int pixels); // of the settings
    // Card and buttons. In a small window they are elsewhere, below both tabs, and this panel has no header.
    [[nodiscard]] QWidget& foot() const { return *m_foot; }
    void giveFootTo(QLayout& place);
    void takeFootBack();
    void focusFirst();
    [[nodiscard]] ContractCard& contract() const { return *m_contract; }

Q_SIGNALS:
    void settingsEdited(const studio::project::RenderSettings& settings);
    void presetChosen(const QString& id);
    void modelSetupWanted(const QString& id); // this model was chosen and isn't set up
    void takeCountChosen(int count);
    void gpuReasonWanted(); // why no GPU was found

private:
    void buildSettings();
    void connectSettings();
    void buildMenus();
    void buildCounts();
    void showCount();
    void retranslate();
    void showCombos();
    void showModel();
    void showDecoder();
    void showAdvanced();
    void describePreset();
    void fitClips();
    void edit(const std::function<void(project::RenderSettings&)>& change);
    QHBoxLayout* field(QLabel* caption, std::initializer_list<RowItem> items);

    const Theme& m_theme;
    Actions& m_actions;
    Texts m_texts;
    RenderState m_state;
    bool m_isAdvanced = false; // the advanced rows are shown
    bool m_showing = false; // changes come from setState(), not from a person

    QScrollArea* m_scroll;
    QVBoxLayout* m_form;
    std::vector<QWidget*> m_gpuRows; // of offload and VRAM
    QWidget* m_noGpu; // the line instead of them
    QComboBox* m_model;
    QComboBox* m_preset;
    QToolButton* m_presetMenu;
    QToolButton* m_menu;
    QComboBox* m_size;
    QLabel* m_sizeNote;
    QSpinBox* m_steps;
    QComboBox* m_length;
    QSpinBox* m_clips;
    SeedSpinBox* m_seed;
    QToolButton* m_dice;
    QToolButton* m_lock;
    QComboBox* m_offload;
    QSlider* m_vramSlider;
    QSpinBox* m_vramSpin;
    QSlider* m_ramSlider;
    QSpinBox* m_ramSpin;
    QComboBox* m_window;
    QComboBox* m_decoder;
    QCheckBox* m_online;
    QToolButton* m_advanced; // unfolds the rows below it
    QWidget* m_advancedRows;
    QSpinBox* m_silent;
    QDoubleSpinBox* m_shift;
    QWidget* m_header;
    QWidget* m_foot;
    ContractCard* m_contract;
    QPushButton* m_render;
    QToolButton* m_count;
    QPushButton* m_addToQueue;
};

} // namespace studio::ui
