// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/ModelPage.h"

#include "core/settings/Settings.h"
#include "ui/common/FileChooser.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/controllers/SceneController.h"
#include "ui/dialogs/DownloadPage.h"
#include "ui/dialogs/ModelSetCard.h"
#include "ui/dialogs/ModelTopCard.h"
#include "ui/dialogs/PreparedWeightsView.h"
#include "ui/services/Background.h"
#include "ui/services/CheckpointService.h"
#include "ui/services/DownloadService.h"
#include "ui/services/FileManager.h"
#include "ui/services/ModelFinder.h"
#include "ui/services/ModelFolders.h"
#include "ui/services/RenderService.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Spinner.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QShowEvent>
#include <QStackedLayout>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <chrono>

namespace studio::ui {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using pipeline::ModelSet;

constexpr auto kBusyAfter = 250ms; // a shorter search shows no spinner

// A folder that somebody named, looked at.
struct NamedFolder {
    QString path; // absolute
    bool exists = false;
    std::optional<std::string> model; // that is called as it is, or as a folder in it
};

NamedFolder look(const QString& text, const std::vector<ModelEntry>& models, const ModelEntry& shown)
{
    const QString path = words::wholePath(text);
    const auto isCalled = [folder = words::path(path)](const ModelEntry& model) {
        std::error_code ignored;
        return folder.filename() == model.files.folder || fs::exists(folder / model.files.folder, ignored);
    };
    NamedFolder named{.path = path, .exists = QFileInfo(path).isDir(), .model = {}};
    const auto other = std::find_if(models.begin(), models.end(), isCalled);
    if (!isCalled(shown) && other != models.end())
        named.model = other->id;
    return named;
}

bool isInside(const fs::path& path, const fs::path& folder)
{
    return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

} // namespace

ModelPage::ModelPage(const WindowContext& context, const fs::path& slabCache)
    : m_context(context)
    , m_texts(*this)
    , m_models(context.models.ofFolders())
    , m_model(m_models.front())
    , m_choice(makeCombo("checkedModelComboBox"))
    , m_again(makeButton("modelLookAgainButton"))
    , m_spinner(new Spinner(context.theme))
    , m_busy(new QTimer(this))
    , m_download(makeButton("modelDownloadButton"))
    , m_add(makeButton("modelAddFolderButton"))
    , m_path(new QLineEdit)
    , m_pathProblem(makeLabel(LabelRole::Plain, "pathProblemLabel"))
    , m_top(new ModelTopCard(context.theme))
    , m_foundWords(makeLabel(LabelRole::Hint, "foundLabel"))
    , m_foundHead(makeLabel(LabelRole::Section))
    , m_shown(makeLabel(LabelRole::Soft, "shownFolderLabel"))
    , m_list(new QVBoxLayout)
    , m_copy(makeButton("copyFoundButton"))
    , m_downloadPage(new DownloadPage(context))
    , m_views(new QStackedLayout(this))
{
    const Theme& theme = context.theme;
    setObjectName(QStringLiteral("modelPage"));
    auto* heading = makeLabel(LabelRole::Heading);
    for (const ModelEntry& model : m_models)
        m_choice->addItem(words::modelTitle(model), QString::fromStdString(model.id));
    m_choice->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    if (m_models.size() < 2)
        m_choice->hide();
    theme.putIcon(*m_again, Glyph::Refresh);
    theme.putIcon(*m_add, Glyph::Folder);
    theme.putIcon(*m_download, Glyph::Download);
    theme.putIcon(*m_copy, Glyph::Duplicate);
    m_busy->setSingleShot(true);
    m_busy->setInterval(kBusyAfter);
    m_spinner->hide();
    m_shown->setWordWrap(true);
    m_shown->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_shown->hide();
    m_addRow = makeAddRow();

    // The top card is scrolled, too: with its commands it may be higher than the others leave room for.
    m_list->setContentsMargins(0, 0, 6, 0);
    m_list->setSpacing(10);
    auto* prepared = new QFrame;
    prepared->setProperty("role", QStringLiteral("card"));
    auto* inner = new QVBoxLayout(prepared);
    inner->setContentsMargins(12, 8, 12, 8);
    inner->addWidget(new PreparedWeightsView(context, slabCache));
    auto* content = new QWidget;
    auto* all = new QVBoxLayout(content);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(10);
    all->addWidget(m_top);
    all->addLayout(makeRow({m_foundHead, m_foundWords, Stretch()}));
    all->addWidget(m_shown);
    all->addLayout(m_list);
    all->addWidget(prepared);
    all->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("modelScrollArea"));
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    auto* found = new QWidget;
    auto* column = new QVBoxLayout(found);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addLayout(makeRow({heading, m_choice, Stretch(), m_spinner, m_again, m_add, m_download}));
    column->addWidget(m_addRow);
    column->addWidget(scroll, 1);
    m_views->addWidget(found);
    m_views->addWidget(m_downloadPage);

    m_texts.add([=, this] {
        heading->setText(tr("Model"));
        m_choice->setAccessibleName(tr("Model"));
        m_again->setText(tr("Look again"));
        m_again->setToolTip(tr("Searches this computer again (F5)"));
        m_add->setText(tr("Add a folder…"));
        m_add->setToolTip(tr("Looks for the model in one more folder"));
        m_copy->setText(tr("Copy what was found"));
        m_copy->setToolTip(tr("As text, for a question to somebody else"));
        m_foundHead->setText(tr("Found on this computer"));
        for (QPushButton* button : {m_again, m_add, m_copy})
            button->setAccessibleName(button->text());
        showDownloadButton();
        show();
    });
    connect(m_again, &QPushButton::clicked, this, &ModelPage::lookAgain);
    connect(m_add, &QPushButton::clicked, this, [this] { showAddRow(m_addRow->isHidden()); });
    connect(m_copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(foundText(facts())); });
    connect(m_choice, &QComboBox::activated, this,
            [this](int index) { showModel(m_choice->itemData(index).toString()); });
    connect(m_download, &QPushButton::clicked, this, [this] { showDownload(); });
    connect(m_downloadPage, &DownloadPage::backWanted, this, &ModelPage::showFound);
    connect(&context.downloads, &DownloadService::changed, this, &ModelPage::showDownloadButton);
    connect(m_top, &ModelTopCard::pressed, this, &ModelPage::press);
    connect(m_busy, &QTimer::timeout, m_spinner, &QWidget::show);
    connect(&context.finder, &ModelFinder::searching, this, [this] {
        if (m_spinner->isHidden())
            m_busy->start();
        show();
    });
    connect(&context.finder, &ModelFinder::changed, this, &ModelPage::found);
    connect(&context.checkpoints, &CheckpointService::checked, this, &ModelPage::show);
    connect(&context.hashes, &HashService::changed, this, &ModelPage::show);
    connect(&context.scene, &SceneController::sceneChanged, this, &ModelPage::show);
    connect(&context.renderer, &RenderService::stateChanged, this, &ModelPage::show);
}

QWidget* ModelPage::makeAddRow()
{
    auto* box = new QWidget;
    auto* caption = makeLabel(LabelRole::Soft);
    setObject(*m_path, "checkpointPathLineEdit");
    caption->setBuddy(m_path);
    auto* browse = makeButton("checkpointBrowseButton");
    m_context.theme.putIcon(*browse, Glyph::Folder);
    auto* plus = makeButton("checkpointAddButton", ButtonRole::Primary);
    auto* close = makeTool(m_context.theme, "checkpointCloseButton", Glyph::Cancel);
    setRole(*m_pathProblem, LabelRole::Bad);
    m_pathProblem->hide();
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* row = makeRow({caption, m_path, browse, plus, close});
    row->setStretch(1, 1);
    column->addLayout(row);
    column->addWidget(m_pathProblem);
    box->hide();
    m_texts.add([=, this] {
        caption->setText(tr("Folder"));
        m_path->setAccessibleName(tr("Folder"));
        m_path->setPlaceholderText(
            tr("The folder that holds %1 and %2", "names of folders")
                .arg(QString::fromStdString(m_model.files.folder), QString::fromStdString(m_model.files.loraFolder)));
        browse->setText(tr("Choose…"));
        browse->setAccessibleName(tr("Choose the model's folder"));
        plus->setText(tr("Add"));
        plus->setAccessibleName(tr("Add this folder"));
        setTip(*close, tr("Add no folder"));
        m_pathProblem->setText(tr("This folder doesn't exist."));
    });
    connect(browse, &QPushButton::clicked, this, [this] {
        chooseFileToOpen(*this, m_context.settings, m_context.demo, FileKind::Folder,
                         [this](const QString& folder) { addFolder(folder); });
    });
    connect(plus, &QPushButton::clicked, this, [this] { addFolder(m_path->text()); });
    connect(m_path, &QLineEdit::returnPressed, this, [this] { addFolder(m_path->text()); });
    connect(m_path, &QLineEdit::textEdited, m_pathProblem, &QWidget::hide);
    connect(close, &QToolButton::clicked, this, [this] { showAddRow(false); });
    return box;
}

QPushButton* ModelPage::commandsButton() const
{
    return m_downloadPage->commandsButton();
}

bool ModelPage::showsDownload() const
{
    return m_views->currentWidget() == m_downloadPage;
}

void ModelPage::showDownload(const std::vector<ModelPart>& parts, const QString& variant)
{
    m_downloadPage->offer(m_model, parts, variant);
    m_views->setCurrentWidget(m_downloadPage);
    m_downloadPage->setFocus(Qt::OtherFocusReason);
    Q_EMIT viewChanged();
}

void ModelPage::showFound()
{
    if (!showsDownload())
        return;
    m_views->setCurrentIndex(0);
    m_download->setFocus(Qt::OtherFocusReason);
    Q_EMIT viewChanged();
}

// Tells of a download under way.
void ModelPage::showDownloadButton()
{
    const DownloadStatus& status = m_context.downloads.status();
    const bool isBegun
        = status.isRunning() || status.state == DownloadState::Interrupted || status.state == DownloadState::Failed;
    m_download->setText(isBegun ? tr("Download: %1", "sizes").arg(words::fileSizes(status.have, status.bytes))
                                : tr("Download…"));
    m_download->setAccessibleName(m_download->text());
    m_download->setToolTip(tr("Gets the model from its publishers"));
    m_download->setVisible(isBegun || !publishedVariants(m_model.id).empty());
}

void ModelPage::addCard()
{
    auto* card = new ModelSetCard(m_context.theme);
    const size_t set = m_cards.size();
    m_list->addWidget(card);
    m_cards.push_back(card);
    connect(card, &ModelSetCard::openWanted, this, [this, set](bool opened) {
        m_hasOpened = true;
        if (opened || m_open == set)
            open(opened ? std::optional(set) : std::nullopt);
    });
    connect(card, &ModelSetCard::useWanted, this, [this, set] { use(set); });
    connect(card, &ModelSetCard::takeWanted, this, [this, set](ModelPart part) { take(set, part); });
    connect(card, &ModelSetCard::folderWanted, this, &ModelPage::showFolder);
    connect(card, &ModelSetCard::hashesWanted, this,
            [this, set] { m_context.hashes.check(m_context.finder.found(m_model).sets[set], m_model); });
    connect(card, &ModelSetCard::hashesStopWanted, this, [this] { m_context.hashes.stop(); });
    connect(card, &ModelSetCard::forgetWanted, this, [this, set] { forget(set); });
    connect(card, &ModelSetCard::neighbourWanted, this, [this, set](int step) {
        const auto next = static_cast<int64_t>(set) + step;
        if (next >= 0 && next < static_cast<int64_t>(m_cards.size()) && m_cards[static_cast<size_t>(next)]->isVisible())
            m_cards[static_cast<size_t>(next)]->focusHead(Qt::TabFocusReason);
    });
}

void ModelPage::showModel(const QString& id)
{
    const auto model = std::find_if(m_models.begin(), m_models.end(),
                                    [&](const ModelEntry& each) { return each.id == id.toStdString(); });
    if (model == m_models.end() || *model == m_model)
        return;
    setModel(*model);
    showFound();
    lookAgain();
}

void ModelPage::setModel(const ModelEntry& model)
{
    m_model = model;
    showDownloadButton();
    m_open.reset();
    m_hasOpened = false;
    m_choice->setCurrentIndex(m_choice->findData(QString::fromStdString(model.id)));
    m_path->setPlaceholderText(
        tr("The folder that holds %1 and %2", "names of folders")
            .arg(QString::fromStdString(model.files.folder), QString::fromStdString(model.files.loraFolder)));
}

void ModelPage::addFolder(const QString& folder)
{
    if (folder.trimmed().isEmpty())
        return;
    showFound();
    inBackground(
        this, [folder, models = m_models, shown = m_model] { return look(folder, models, shown); },
        [this, folder](const NamedFolder& named) {
            m_pathProblem->setVisible(!named.exists);
            showAddRow(!named.exists);
            if (!named.exists) {
                m_path->setText(folder);
                return;
            }
            QStringList folders = m_context.settings.get(settings::kSearchedFolders);
            if (!folders.contains(named.path))
                m_context.settings.set(settings::kSearchedFolders, folders << named.path);
            const auto model = std::find_if(m_models.begin(), m_models.end(),
                                            [&](const ModelEntry& each) { return named.model == each.id; });
            if (model != m_models.end())
                setModel(*model);
            m_wanted = named.path;
            lookAgain();
        });
}

void ModelPage::showAddRow(bool shown)
{
    m_addRow->setVisible(shown);
    if (shown) {
        m_path->setFocus(Qt::OtherFocusReason);
    } else {
        m_path->clear();
        m_pathProblem->hide();
    }
}

void ModelPage::lookAgain()
{
    m_context.finder.find(m_model, m_context.settings.get(settings::kSearchedFolders),
                          modelPlace(m_context.settings, m_model));
}

void ModelPage::found()
{
    m_busy->stop();
    m_spinner->hide();
    const std::vector<ModelSet>& sets = m_context.finder.found(m_model).sets;
    const auto isOpen = [this](const ModelSet& set) {
        return set.folder == m_openFolder && set.part(ModelPart::VideoModel).path == m_openVideo;
    };
    const std::optional<size_t> wanted
        = m_wanted.isEmpty() ? std::nullopt : setIn(words::path(std::exchange(m_wanted, {})));
    const auto before = std::find_if(sets.begin(), sets.end(), isOpen);
    if (wanted)
        open(wanted);
    else if (m_open && before != sets.end())
        open(static_cast<size_t>(before - sets.begin()));
    else if (!m_hasOpened && !sets.empty())
        open(m_context.finder.found(m_model).setUp.value_or(0));
    else
        open(std::nullopt);
}

std::optional<size_t> ModelPage::setIn(const fs::path& folder) const
{
    const std::vector<ModelSet>& sets = m_context.finder.found(m_model).sets;
    const auto index = [&](auto&& is) {
        const auto found = std::find_if(sets.begin(), sets.end(), is);
        return found == sets.end() ? std::nullopt : std::optional(static_cast<size_t>(found - sets.begin()));
    };
    if (const auto own = index([&](const ModelSet& set) { return set.folder == folder; }))
        return own;
    return index([&](const ModelSet& set) {
        return isInside(set.place.checkpoint, folder) || isInside(set.part(ModelPart::VideoModel).path, folder);
    });
}

void ModelPage::open(std::optional<size_t> set)
{
    m_open = set;
    if (!set) {
        show();
        return;
    }
    const ModelSet& opened = m_context.finder.found(m_model).sets[*set];
    m_openFolder = opened.folder;
    m_openVideo = opened.part(ModelPart::VideoModel).path;
    m_context.checkpoints.check(opened.place, m_model);
    show();
}

void ModelPage::use(size_t set)
{
    Q_EMIT modelChosen(QString::fromStdString(m_model.id), m_context.finder.found(m_model).sets[set].place);
    lookAgain();
}

void ModelPage::forget(size_t set)
{
    QStringList folders = m_context.settings.get(settings::kSearchedFolders);
    folders.removeAll(words::text(m_context.finder.found(m_model).sets[set].folder));
    m_context.settings.set(settings::kSearchedFolders, folders);
    lookAgain();
}

void ModelPage::take(std::optional<size_t> set, ModelPart part)
{
    chooseFileToOpen(*this, m_context.settings, m_context.demo, FileKind::Weights,
                     [this, set, part](const QString& file) { m_context.finder.take(set, part, file); });
}

void ModelPage::press(TopButton button)
{
    switch (button) {
    case TopButton::HaveLora: take(std::nullopt, ModelPart::Lora); break;
    case TopButton::GetLora: showDownload({ModelPart::Lora}); break;
    case TopButton::Download: showDownload(); break;
    case TopButton::MendAll: {
        const Mending mending = topState(facts()).mending;
        showDownload(mending.parts, mending.variant);
        m_downloadPage->start(); // The button has said how much it is.
        break;
    }
    case TopButton::UseDemo: Q_EMIT demoModelWanted(); break;
    case TopButton::AddFolder:
    case TopButton::ChooseAgain: showAddRow(true); break;
    case TopButton::Forget:
        Q_EMIT modelForgotten(QString::fromStdString(m_model.id));
        lookAgain();
        break;
    }
}

void ModelPage::showFolder(const QString& path)
{
    showFolderOf(path, this, [this](const Status& shown) {
        m_shown->setVisible(!shown);
        if (shown)
            return;
        const QString folder = words::text(std::string_view(shown.error().subject));
        if (shown.error().code == ErrorCode::FileMissing) {
            m_shown->setText(tr("The folder %1 doesn't exist any more.").arg(words::quoted(folder)));
            return;
        }
        QApplication::clipboard()->setText(folder);
        m_shown->setText(tr("No program here shows folders. The path is on the clipboard: %1").arg(folder));
    });
}

ModelFacts ModelPage::facts() const
{
    const FoundModels& found = m_context.finder.found(m_model);
    const bool isChecked
        = m_open && *m_open < found.sets.size() && m_context.checkpoints.place() == found.sets[*m_open].place;
    return {.model = m_model,
            .found = found,
            .place = modelPlace(m_context.settings, m_model),
            .folders = m_context.settings.get(settings::kSearchedFolders),
            .open = m_open,
            .report = isChecked ? &m_context.checkpoints.report() : nullptr,
            .checked = isChecked && !m_context.checkpoints.isChecking(),
            .hashes = m_context.hashes.all(),
            .sceneUses = m_context.scene.scene().settings.model == m_model.id,
            .rendering = m_context.renderer.isRunning(),
            .searching = m_context.finder.isSearching()};
}

void ModelPage::show()
{
    const ModelFacts now = facts();
    const size_t count = now.found.sets.size();
    while (m_cards.size() < count)
        addCard();
    for (size_t i = 0; i < m_cards.size(); ++i) {
        if (i < count)
            m_cards[i]->setState(setState(now, i));
        m_cards[i]->setVisible(i < count);
    }
    m_top->setState(topState(now));
    m_foundWords->setText(foundWords(now));
    m_foundHead->setVisible(count > 0);
    setAvailability(*m_copy, {.on = count > 0, .why = tr("Nothing was found yet.")},
                    tr("As text, for a question to somebody else"));
}

void ModelPage::keyPressEvent(QKeyEvent* event)
{
    const bool isFound = !showsDownload(); // The keys are those of the page with what was found.
    if (isFound && event->key() == Qt::Key_F5) {
        lookAgain();
    } else if (isFound && event->key() == Qt::Key_Escape && !m_addRow->isHidden()) {
        showAddRow(false);
        m_add->setFocus(Qt::OtherFocusReason);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void ModelPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!event->spontaneous() && !m_context.finder.isSearching())
        lookAgain();
}

} // namespace studio::ui
