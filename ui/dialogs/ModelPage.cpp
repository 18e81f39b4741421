// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/ModelPage.h"

#include "core/settings/Settings.h"
#include "ui/common/FileChooser.h"
#include "ui/common/Messages.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/dialogs/PreparedWeightsView.h"
#include "ui/panels/GlyphLabel.h"
#include "ui/services/CheckpointService.h"
#include "ui/services/ModelFolders.h"
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>

#include <algorithm>

namespace studio::ui {
namespace {

struct PartWords {
    Glyph glyph;
    Token token;
    QString words;
};

PartWords wordsOf(const pipeline::CheckpointPart& part, bool finished)
{
    switch (part.state) {
    case pipeline::PartState::Checked: return {Glyph::Ok, Token::Ok, ModelPage::tr("complete")};
    case pipeline::PartState::Present:
        return finished ? PartWords{Glyph::Ok, Token::Ok, ModelPage::tr("complete")}
                        : PartWords{Glyph::Clock, Token::TextSoft, ModelPage::tr("checking shapes…")};
    case pipeline::PartState::Missing: return {Glyph::Error, Token::Bad, ModelPage::tr("missing")};
    case pipeline::PartState::Damaged:
        if (part.error && part.error->code == ErrorCode::CheckpointForeign)
            return {Glyph::Error, Token::Bad, reasonWords(*part.error)};
        return {Glyph::Error, Token::Bad,
                part.error && part.error->code == ErrorCode::CheckpointMismatch
                    ? ModelPage::tr("of another model")
                    : ModelPage::tr("cut short or damaged: download it again")};
    case pipeline::PartState::Optional: return {Glyph::Info, Token::TextSoft, ModelPage::tr("not there, not needed")};
    }
    return {Glyph::Info, Token::TextSoft, {}};
}

// As the places that the files are downloaded from count them: 1 GB is 10^9 bytes.
QString fileSize(uint64_t bytes)
{
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeSIFormat);
}

// Whether the folder is called as this model's is, or has one that is.
bool isCalled(const QString& folder, const ModelEntry& model)
{
    const std::filesystem::path path = words::path(folder);
    std::error_code ignored;
    return path.filename() == model.files.folder || std::filesystem::exists(path / model.files.folder, ignored);
}

bool isBad(const pipeline::CheckpointPart& part)
{
    return part.state == pipeline::PartState::Missing || part.state == pipeline::PartState::Damaged;
}

} // namespace

ModelPage::ModelPage(const WindowContext& context, const std::filesystem::path& slabCache)
    : m_context(context)
    , m_texts(*this)
    , m_models(context.models.ofFolders())
    , m_model(m_models.front())
    , m_choice(makeCombo("checkedModelComboBox"))
    , m_path(new QLineEdit(words::text(modelPlace(context.settings, m_model).checkpoint)))
    , m_icon(new GlyphLabel(context.theme, 18))
    , m_head(makeLabel(LabelRole::Title, "checkHeadLabel"))
    , m_summary(makeLabel(LabelRole::Hint, "checkSummaryLabel"))
    , m_progress(new QProgressBar)
    , m_parts(new QTableWidget(0, 3))
    , m_copy(makeButton("copyMissingButton"))
    , m_use(makeButton("useModelButton", ButtonRole::Primary))
{
    const Theme& theme = context.theme;
    setObjectName(QStringLiteral("modelPage"));
    auto* heading = makeLabel(LabelRole::Heading);
    auto* caption = makeLabel(LabelRole::Soft);
    setObject(*m_path, "checkpointPathLineEdit");
    caption->setBuddy(m_path);
    for (const ModelEntry& model : m_models)
        m_choice->addItem(words::modelTitle(model), QString::fromStdString(model.id));
    if (m_models.size() < 2)
        m_choice->hide();
    auto* browse = makeButton("checkpointBrowseButton");
    theme.putIcon(*browse, Glyph::Folder);
    auto* again = makeButton("checkpointCheckButton");
    setObject(*m_progress, "checkProgressBar");
    m_progress->setTextVisible(false);
    setObject(*m_parts, "checkpointPartsTable");
    m_parts->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_parts->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_parts->setShowGrid(false);
    m_parts->setFrameShape(QFrame::NoFrame);
    m_parts->horizontalHeader()->hide();
    m_parts->verticalHeader()->hide();
    m_parts->verticalHeader()->setDefaultSectionSize(theme.px(29));
    m_parts->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_parts->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_parts->horizontalHeader()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    m_parts->setTextElideMode(Qt::ElideMiddle);
    m_parts->setIconSize(QSize(theme.px(16), theme.px(16)));
    theme.putIcon(*m_copy, Glyph::Duplicate);
    auto* promise = makeLabel(LabelRole::Hint);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addWidget(heading);
    column->addWidget(m_choice);
    auto* row = makeRow({caption, m_path, browse, again});
    row->setStretch(1, 1);
    column->addLayout(row);
    column->addLayout(makeRow({m_icon, m_head, Stretch(), m_summary}));
    column->addWidget(m_progress);
    column->addWidget(m_parts, 1);
    column->addLayout(makeRow({promise, Stretch(), m_copy}));
    column->addWidget(makeRule());
    column->addWidget(new PreparedWeightsView(theme, slabCache));

    m_texts.add([=, this] {
        heading->setText(tr("Model"));
        caption->setText(tr("Folder"));
        m_path->setAccessibleName(tr("Folder"));
        m_choice->setAccessibleName(tr("Model"));
        showNames();
        browse->setText(tr("Choose…"));
        browse->setAccessibleName(tr("Choose the model's folder"));
        again->setText(tr("Check again"));
        again->setAccessibleName(again->text());
        m_progress->setAccessibleName(tr("Checked"));
        m_parts->setAccessibleName(tr("Files of the model"));
        promise->setText(tr("Nothing in this folder is ever changed or run."));
        m_copy->setText(tr("Copy the list of missing parts"));
        m_copy->setAccessibleName(m_copy->text());
        m_use->setText(tr("Use this model"));
        m_use->setAccessibleName(m_use->text());
        show(m_report, m_finished);
    });
    connect(browse, &QPushButton::clicked, this, [this] {
        chooseFileToOpen(*this, m_context.settings, m_context.demo, FileKind::Folder,
                         [this](const QString& folder) { check(folder); });
    });
    connect(again, &QPushButton::clicked, this, [this] { check(m_path->text()); });
    connect(m_path, &QLineEdit::returnPressed, this, [this] { check(m_path->text()); });
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(problems().join(QLatin1Char('\n'))); });
    connect(m_use, &QPushButton::clicked, this,
            [this] { Q_EMIT modelChosen(QString::fromStdString(m_model.id), {.checkpoint = words::path(m_folder)}); });
    connect(m_choice, &QComboBox::activated, this,
            [this](int index) { showModel(m_choice->itemData(index).toString()); });
    connect(&context.checkpoints, &CheckpointService::checked, this, &ModelPage::show);
    connect(&theme, &Theme::changed, this, [this] { show(m_report, m_finished); }); // Colours are in the items.
    if (!m_path->text().isEmpty())
        check(m_path->text());
}

void ModelPage::showModel(const QString& id)
{
    const auto model = std::find_if(m_models.begin(), m_models.end(),
                                    [&](const ModelEntry& each) { return each.id == id.toStdString(); });
    if (model == m_models.end() || *model == m_model)
        return;
    setModel(*model);
    check(words::text(modelPlace(m_context.settings, m_model).checkpoint));
}

void ModelPage::setModel(const ModelEntry& model)
{
    m_model = model;
    m_choice->setCurrentIndex(m_choice->findData(QString::fromStdString(model.id)));
    showNames();
}

void ModelPage::showNames()
{
    m_path->setPlaceholderText(
        tr("The folder that holds %1 and %2", "names of folders")
            .arg(QString::fromStdString(m_model.files.folder), QString::fromStdString(m_model.files.loraFolder)));
}

void ModelPage::check(const QString& folder)
{
    const auto called = [&](const ModelEntry& model) { return isCalled(folder, model); };
    const auto other = std::find_if(m_models.begin(), m_models.end(), called);
    if (!folder.isEmpty() && !called(m_model) && other != m_models.end())
        setModel(*other);
    m_path->setText(folder);
    m_folder = folder;
    show({}, folder.isEmpty());
    m_context.checkpoints.check(folder, m_model);
}

void ModelPage::show(const pipeline::CheckpointReport& report, bool finished)
{
    m_report = report;
    m_finished = finished;
    const Theme& theme = m_context.theme;
    int bad = 0;
    int looked = 0;
    uint64_t there = 0;
    uint64_t all = 0;
    m_parts->setRowCount(static_cast<int>(report.parts.size()));
    for (size_t i = 0; i < report.parts.size(); ++i) {
        const pipeline::CheckpointPart& part = report.parts[i];
        const PartWords state = wordsOf(part, finished);
        bad += isBad(part) ? 1 : 0;
        looked += part.state == pipeline::PartState::Present ? 0 : 1;
        all += part.bytes;
        there += isBad(part) ? 0 : part.bytes;
        const int row = static_cast<int>(i);
        auto* name = new QTableWidgetItem(theme.icon(state.glyph, state.token), QString::fromStdString(part.name));
        name->setToolTip(part.error ? QString::fromStdString(part.error->detail) : name->text());
        auto* size = new QTableWidgetItem(part.bytes > 0 ? fileSize(part.bytes) : QString());
        size->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        size->setForeground(theme.color(Token::TextSoft));
        auto* words = new QTableWidgetItem(state.words);
        words->setForeground(theme.color(isBad(part) ? Token::Bad : Token::TextSoft));
        m_parts->setItem(row, 0, name);
        m_parts->setItem(row, 1, size);
        m_parts->setItem(row, 2, words);
    }
    const int count = static_cast<int>(report.parts.size());
    const bool whole = finished && count > 0 && report.complete();
    const bool gone = count > 0 && !report.folderExists;
    m_icon->setGlyph(bad > 0         ? Glyph::Error
                         : whole     ? Glyph::Ok
                         : count > 0 ? Glyph::Clock
                                     : Glyph::Info,
                     bad > 0     ? Token::Bad
                         : whole ? Token::Ok
                                 : Token::TextSoft);
    m_head->setText(gone            ? tr("This folder doesn't exist")
                        : bad > 0   ? tr("%1 of %n parts need your help", nullptr, count).arg(bad)
                        : whole     ? tr("The model is complete")
                        : count > 0 ? tr("Checking…")
                                    : tr("Choose the folder with the downloaded files"));
    m_summary->setText(count > 0 ? tr("%1 of %2 found").arg(fileSize(there), fileSize(all)) : QString());
    m_progress->setMaximum(std::max(1, count));
    m_progress->setValue(finished ? count : looked);
    m_copy->setEnabled(bad > 0);
    m_copy->setToolTip(bad > 0 ? QString() : tr("Nothing is missing."));
    setAvailability(*m_use, {.on = whole, .why = tr("The demo model stays in use until everything is there.")}, {});
}

QStringList ModelPage::problems() const
{
    QStringList lines;
    for (const pipeline::CheckpointPart& part : m_report.parts) {
        if (isBad(part))
            lines.append(QString::fromStdString(part.name) % QLatin1Char('\t') % wordsOf(part, m_finished).words);
    }
    return lines;
}

} // namespace studio::ui
