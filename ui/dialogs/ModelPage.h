// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"
#include "ui/dialogs/ModelStates.h"

#include <QWidget>

#include <optional>
#include <vector>

class QComboBox;
class QLineEdit;
class QStackedLayout;
class QTimer;
class QVBoxLayout;

namespace studio::ui {

class DownloadPage;
class ModelSetCard;
class ModelTopCard;
class Spinner;
struct WindowContext;

// Settings page for the models that the user downloads: the sets of parts on this computer, what each lacks, and which
// one is used; and behind it the page that downloads them.
class ModelPage : public QWidget {
    Q_OBJECT

public:
    // `slabCache`: the folder of prepared weights.
    ModelPage(const WindowContext& context, const std::filesystem::path& slabCache);

    // Shows this model.
    void showModel(const QString& id);
    // Adds a folder to those that are searched, and opens what is found in it. Selects the model whose file names are
    // found there, preferring the shown one.
    void addFolder(const QString& folder);
    // Both stand in the dialog's last row: the second one while the download is shown, the first one else.
    [[nodiscard]] QPushButton* copyButton() const { return m_copy; }
    [[nodiscard]] QPushButton* commandsButton() const;
    [[nodiscard]] bool showsDownload() const;

Q_SIGNALS:
    void modelChosen(const QString& id, const studio::ModelPlace& place);
    void modelForgotten(const QString& id); // its place is none
    void demoModelWanted();
    void viewChanged(); // showsDownload() is another

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    [[nodiscard]] QWidget* makeAddRow();
    void showDownload(const std::vector<ModelPart>& parts = {}, const QString& variant = {});
    void showFound();
    void showDownloadButton();
    [[nodiscard]] ModelFacts facts() const;
    void setModel(const ModelEntry& model);
    void lookAgain();
    void found();
    void show();
    void showAddRow(bool shown);
    void addCard();
    void open(std::optional<size_t> set);
    void use(size_t set);
    void forget(size_t set);
    void take(std::optional<size_t> set, ModelPart part);
    void press(TopButton button);
    void showFolder(const QString& path);
    [[nodiscard]] std::optional<size_t> setIn(const std::filesystem::path& folder) const;

    const WindowContext& m_context;
    Texts m_texts;
    std::vector<ModelEntry> m_models; // those that the user downloads
    ModelEntry m_model; // the shown one
    std::optional<size_t> m_open; // of the found sets
    std::filesystem::path m_openFolder, m_openVideo; // of the open one, to find it again
    QString m_wanted; // a folder whose set is to be opened when it is found
    bool m_hasOpened = false; // a set was opened or closed; until then the first is open
    QComboBox* m_choice; // hidden where there is one model
    QPushButton* m_again;
    Spinner* m_spinner;
    QTimer* m_busy; // until the spinner is shown
    QPushButton* m_download;
    QPushButton* m_add;
    QWidget* m_addRow;
    QLineEdit* m_path;
    QLabel* m_pathProblem;
    ModelTopCard* m_top;
    QLabel* m_foundWords;
    QLabel* m_foundHead;
    QLabel* m_shown; // what became of "Show in folder"
    QVBoxLayout* m_list;
    std::vector<ModelSetCard*> m_cards;
    QPushButton* m_copy;
    DownloadPage* m_downloadPage;
    QStackedLayout* m_views; // what was found, and the download
};

} // namespace studio::ui
