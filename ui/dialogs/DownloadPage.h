// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/ModelCatalogue.h"
#include "ui/dialogs/DownloadStates.h"

#include <QWidget>

#include <optional>
#include <vector>

class QCheckBox;
class QComboBox;
class QFrame;
class QHBoxLayout;
class QLineEdit;
class QProgressBar;
class QRadioButton;
class QVBoxLayout;

namespace studio::ui {

class Chip;
class DownloadRow;
struct WindowContext;

// Gets a model: which of its sets, from where and where to, and how it goes. What is under way goes on without the
// page.
class DownloadPage : public QWidget {
    Q_OBJECT

public:
    explicit DownloadPage(const WindowContext& context);

    // Offers this model, or parts of it: of this variant, or of the one that was chosen last. If a download is under
    // way, shows that one.
    void offer(const ModelEntry& model, const std::vector<ModelPart>& parts = {}, const QString& variant = {});
    // Starts what is offered, unless one is under way or something is missing for it.
    void start();
    // Stands in the dialog's last row.
    [[nodiscard]] QPushButton* commandsButton() const { return m_commands; }

Q_SIGNALS:
    void backWanted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    // One of the model's sets.
    struct Card {
        QString variant;
        QFrame* frame;
        QRadioButton* choice;
        Chip* format;
        QLabel* size;
        QLabel* words;
    };

    [[nodiscard]] QWidget* makePlaces();
    [[nodiscard]] QWidget* makeJob();
    void addCards();
    void fillSources();
    void showSpeeds();
    void choose(const DownloadOrder& order);
    void chooseSource();
    void chooseTarget(const QString& typed);
    [[nodiscard]] bool isBegun() const; // one that isn't finished, and that nobody stopped
    [[nodiscard]] Availability startAvailability() const;
    void press();
    void askForToken();
    void show();
    void showCards();
    void showLinks();
    void showRoom();
    void showRows(const DownloadStatus& status);

    const WindowContext& m_context;
    Texts m_texts;
    ModelEntry m_model;
    DownloadOrder m_order; // that is offered, or under way
    std::optional<hub::PlaceForFiles> m_place; // of the order
    QList<LicenceLink> m_links;
    QLabel* m_heading;
    QHBoxLayout* m_linkRow;
    QHBoxLayout* m_cardRow;
    std::vector<Card> m_cards;
    QComboBox* m_source;
    QLineEdit* m_address; // of another source
    QLineEdit* m_target;
    QToolButton* m_browse;
    QLabel* m_room;
    QLabel* m_what;
    QLabel* m_sizes;
    QLabel* m_speed;
    QLabel* m_left;
    QPushButton* m_start;
    QPushButton* m_pause;
    QPushButton* m_stop;
    QProgressBar* m_bar;
    QLabel* m_problem;
    QLabel* m_token; // where it is kept
    QVBoxLayout* m_rowList;
    std::vector<DownloadRow*> m_rows;
    QCheckBox* m_prepare;
    QCheckBox* m_use;
    QPushButton* m_commands;
};

} // namespace studio::ui
