// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Scene.h"
#include "ui/common/Parts.h"
#include "ui/common/WindowContext.h"

#include <QDialog>

#include <array>

class QDragEnterEvent;
class QDropEvent;
class QFrame;
class QRadioButton;

namespace studio::pipeline {
struct ModelSet;
}

namespace studio::ui {

class Chip;
class FaceModel;
class GalleryView;
class GlyphLabel;
class VoiceModel;

// What follows the first choice.
enum class FirstStart {
    Render, // with the demo model
    RenderAndGetModel, // likewise; the model's page opens, which says how what is missing is got
    Show, // with the model that was found; what it takes is seen first
};

// Shown once: a model, a face and a voice, and one button that begins with them. Esc: an empty scene. The model that
// lies on this computer and the way to it are offered where there is a GPU for it.
class FirstStartDialog : public QDialog {
    Q_OBJECT

public:
    FirstStartDialog(const WindowContext& context, QWidget* parent);

Q_SIGNALS:
    // Of a model that was found, its place is in the settings then.
    void startWanted(const studio::project::Scene& scene, studio::ui::FirstStart then);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    struct Card {
        QFrame* frame;
        QRadioButton* choice;
        QLabel* heading;
        Chip* format;
        GlyphLabel* glyphs[2]; // of the facts
        QLabel* facts[2];
        QLabel* words;
    };
    [[nodiscard]] Card makeCard(const char* name, Glyph glyph, Glyph factGlyph);
    [[nodiscard]] std::array<Card, 3> cards() const { return {{m_demo, m_found, m_download}}; }
    // The first complete set of the model's parts on this computer, else one that lacks its LoRA alone; null: none.
    [[nodiscard]] const pipeline::ModelSet* foundSet() const;
    [[nodiscard]] QString loraSize() const;
    void showFound();
    [[nodiscard]] QWidget* buildHead();
    [[nodiscard]] QWidget* buildCards();
    [[nodiscard]] QWidget* buildGalleries();
    [[nodiscard]] QWidget* buildFoot();
    void connectVoices();
    void chooseOwn(const QString& portrait, const QString& voice);
    void showMachine();
    void showChoice();
    void start();

    const WindowContext& m_context;
    const ModelEntry m_model; // that is looked for
    Texts m_texts;
    DropReader* m_drops;
    FaceModel* m_faces;
    VoiceModel* m_voices;
    Card m_demo{};
    Card m_found{};
    Card m_download{};
    bool m_hasLooked = false; // for models on this computer
    QLabel* m_noGpu;
    GalleryView* m_faceView;
    GalleryView* m_voiceView;
    QLabel* m_machine;
    QPushButton* m_start;
};

} // namespace studio::ui
