// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Scene.h"
#include "ui/common/Parts.h"
#include "ui/common/WindowContext.h"

#include <QDialog>

class QDragEnterEvent;
class QDropEvent;
class QFrame;
class QRadioButton;

namespace studio::ui {

class FaceModel;
class GalleryView;
class VoiceModel;

// What follows the first choice.
enum class FirstStart { Render, ChooseModel };

// Shown once: a model, a face and a voice, and one button that begins with them. Esc: an empty scene.
class FirstStartDialog : public QDialog {
    Q_OBJECT

public:
    FirstStartDialog(const WindowContext& context, QWidget* parent);

Q_SIGNALS:
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
        QLabel* facts[2];
        QLabel* words;
    };
    [[nodiscard]] Card makeCard(const char* name, Glyph glyph, Glyph factGlyph);
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
    Texts m_texts;
    DropReader* m_drops;
    FaceModel* m_faces;
    VoiceModel* m_voices;
    Card m_demo{};
    Card m_real{};
    QLabel* m_noGpu;
    GalleryView* m_faceView;
    GalleryView* m_voiceView;
    QLabel* m_machine;
    QPushButton* m_start;
};

} // namespace studio::ui
