// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/PreparedWeightsView.h"

#include "ui/common/Messages.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/dialogs/PrepareRow.h"
#include "ui/panels/ElidedLabel.h"
#include "ui/services/RenderService.h"
#include "ui/services/WeightPreparer.h"
#include "ui/theme/Theme.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QShowEvent>
#include <QTableWidget>

#include <algorithm>

namespace studio::ui {
namespace {

using Phase = PreparationState::Phase;

constexpr double kRowHeight = 29;
constexpr int kRowsShown = 3; // more are scrolled to

} // namespace

PreparedWeightsView::PreparedWeightsView(const WindowContext& context, std::filesystem::path cache)
    : m_context(context)
    , m_theme(context.theme)
    , m_service(std::move(cache))
    , m_texts(*this)
    , m_head(makeLabel(LabelRole::Title))
    , m_words(new ElidedLabel(LabelRole::Hint, "slabCacheLabel"))
    , m_prepare(new PrepareRow(context.theme))
    , m_table(new QTableWidget(0, 3))
    , m_delete(makeButton("deleteSlabCacheButton"))
    , m_confirm(makeButton("confirmDeleteSlabCacheButton"))
    , m_keep(makeButton("keepSlabCacheButton"))
{
    const Theme& theme = m_theme;
    setObjectName(QStringLiteral("preparedWeightsView"));
    setObject(*m_table, "slabCacheTable");
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setIconSize(QSize(theme.px(16), theme.px(16)));
    m_table->horizontalHeader()->hide();
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(theme.px(kRowHeight));
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (const int column : {1, 2})
        m_table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    theme.putIcon(*m_delete, Glyph::Trash);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    auto* row = makeRow({m_head, m_words, m_delete, m_confirm, m_keep});
    row->setStretch(1, 1);
    column->addLayout(row);
    column->addWidget(m_prepare);
    column->addWidget(m_table);
    m_texts.add([this] {
        m_head->setText(tr("Prepared weights"));
        m_table->setAccessibleName(tr("Prepared weights"));
        m_delete->setText(tr("Delete…"));
        m_delete->setAccessibleName(tr("Delete the selected prepared weights"));
        m_confirm->setText(tr("Delete it"));
        m_confirm->setAccessibleName(m_confirm->text());
        m_keep->setText(tr("Keep it"));
        m_keep->setAccessibleName(m_keep->text());
        showAgain();
        showPreparation();
    });
    connect(&context.preparer, &WeightPreparer::changed, this, &PreparedWeightsView::preparationChanged);
    connect(&context.renderer, &RenderService::stateChanged, this, &PreparedWeightsView::showPreparation);
    connect(m_prepare, &PrepareRow::prepareWanted, &context.preparer, &WeightPreparer::prepare);
    connect(m_prepare, &PrepareRow::stopWanted, &context.preparer, &WeightPreparer::stop);
    connect(&theme, &Theme::changed, this, &PreparedWeightsView::showAgain);
    connect(&m_service, &PreparedWeightsService::listed, this, &PreparedWeightsView::setEntries);
    connect(&m_service, &PreparedWeightsService::removed, this, [this] {
        m_error.reset();
        m_context.preparer.look();
    });
    connect(&m_service, &PreparedWeightsService::removeFailed, this, [this](const Error& error) { m_error = error; });
    connect(m_table, &QTableWidget::itemSelectionChanged, this, [this] {
        if (m_asked && (!selected() || selected()->path != m_asked->path))
            m_asked.reset(); // The pending question concerned another row.
        show();
    });
    connect(m_delete, &QPushButton::clicked, this, [this] {
        m_asked = selected();
        m_error.reset();
        show();
        m_keep->setFocus(Qt::OtherFocusReason);
    });
    connect(m_keep, &QPushButton::clicked, this, [this] {
        m_asked.reset();
        show();
        m_delete->setFocus(Qt::OtherFocusReason);
    });
    connect(m_confirm, &QPushButton::clicked, this, [this] {
        if (const auto asked = std::exchange(m_asked, std::nullopt))
            m_service.remove(asked->path);
        show();
    });
}

// Rebuilds the items, which have texts and colours.
void PreparedWeightsView::showAgain()
{
    if (m_known)
        setEntries(std::vector(m_entries));
    else
        show();
}

void PreparedWeightsView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (event->spontaneous())
        return;
    m_service.list();
    m_context.preparer.look();
}

std::filesystem::path PreparedWeightsView::readyFile() const
{
    const PreparationState& state = m_context.preparer.state();
    return state.phase == Phase::Ready ? state.file : std::filesystem::path();
}

void PreparedWeightsView::preparationChanged()
{
    showPreparation();
    if (readyFile() == m_ready)
        return;
    m_ready = readyFile();
    m_service.list();
}

// What is ready is told by the table.
void PreparedWeightsView::showPreparation()
{
    const PreparationState& state = m_context.preparer.state();
    PrepareRowState row;
    switch (state.phase) {
    case Phase::None:
    case Phase::Ready: break;
    case Phase::Missing:
        row.words = tr("Merged with the LoRA and rounded once; after that a start only reads them.");
        if (state.error) {
            row.words = tr("They couldn't be prepared: %1.").arg(reasonWords(*state.error));
            row.tone = Tone::Bad;
        }
        row.button = state.seconds ? tr("Prepare weights now (%1, about %2)", "a size, a time")
                                         .arg(words::bytes(state.bytes), words::duration(*state.seconds))
                                   : tr("Prepare weights now (%1)", "a size").arg(words::bytes(state.bytes));
        if (m_context.renderer.isRunning())
            row.canPrepare = {.on = false, .why = tr("A take is being made. Afterwards this can be done.")};
        else if (state.diskFree < state.bytes)
            row.canPrepare = {
                .on = false, .why = tr("The disk has too little room: %1 are free.").arg(words::bytes(state.diskFree))};
        break;
    case Phase::Running:
        row.words = tr("Preparing: %1 of %2", "sizes").arg(words::bytes(state.done), words::bytes(state.bytes));
        if (state.seconds)
            row.words
                = tr("%1 · about %2 left", "how far it is, a time").arg(row.words, words::duration(*state.seconds));
        break;
    case Phase::Stopping:
        row.words = tr("Stopping after this layer…");
        row.canStop = {.on = false, .why = row.words};
        break;
    }
    if (state.bytes > 0)
        row.share = static_cast<double>(state.done) / static_cast<double>(state.bytes);
    m_prepare->setState(row);
    m_prepare->setVisible(state.phase != Phase::None && state.phase != Phase::Ready);
}

void PreparedWeightsView::setEntries(std::vector<jobs::PreparedWeights> entries)
{
    const std::optional<jobs::PreparedWeights> before = selected();
    m_entries = std::move(entries);
    m_known = true;
    const QSignalBlocker quiet(m_table);
    m_table->setRowCount(static_cast<int>(m_entries.size()));
    int wanted = 0;
    for (size_t i = 0; i < m_entries.size(); ++i) {
        const jobs::PreparedWeights& entry = m_entries[i];
        const int row = static_cast<int>(i);
        auto* name = new QTableWidgetItem(m_theme.icon(Glyph::Model, Token::TextSoft), nameOf(entry));
        name->setToolTip(words::text(entry.path));
        auto* size = new QTableWidgetItem(words::bytes(entry.bytes));
        size->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        const QDateTime used = QDateTime::fromSecsSinceEpoch(entry.used);
        QString state = entry.inUse ? tr("in use now")
                                    : tr("used %1", "date").arg(QLocale().toString(used.date(), QLocale::ShortFormat));
        if (entry.path == readyFile())
            state = tr("%1 · of the model in use", "when it was used").arg(state);
        auto* date = new QTableWidgetItem(state);
        for (QTableWidgetItem* item : {size, date})
            item->setForeground(m_theme.color(Token::TextSoft));
        m_table->setItem(row, 0, name);
        m_table->setItem(row, 1, size);
        m_table->setItem(row, 2, date);
        if (before && before->path == entry.path)
            wanted = row;
    }
    if (!m_entries.empty())
        m_table->selectRow(wanted);
    if (m_asked && (!selected() || selected()->path != m_asked->path))
        m_asked.reset();
    show();
}

std::optional<jobs::PreparedWeights> PreparedWeightsView::selected() const
{
    const QList<QTableWidgetItem*> items = m_table->selectedItems();
    const auto row = items.isEmpty() ? m_entries.size() : static_cast<size_t>(items.first()->row());
    return row < m_entries.size() ? std::optional(m_entries[row]) : std::nullopt;
}

QString PreparedWeightsView::nameOf(const jobs::PreparedWeights& entry)
{
    return entry.title.empty() ? tr("A file that can't be read") : QString::fromStdString(entry.title);
}

void PreparedWeightsView::show()
{
    int64_t total = 0;
    for (const jobs::PreparedWeights& entry : m_entries)
        total += entry.bytes;
    const std::optional<jobs::PreparedWeights> current = selected();
    if (m_asked)
        m_words->setWords(
            tr("Delete %1? The next start takes minutes again.", "size").arg(words::bytes(m_asked->bytes)));
    else if (m_error)
        m_words->setWords(tr("It couldn't be deleted: %1.").arg(reasonWords(*m_error)));
    else if (!m_known)
        m_words->setWords(QString());
    else if (m_entries.empty())
        m_words->setWords(tr("None yet; a model's first start keeps what it prepared."));
    else
        m_words->setWords(tr("%1 on the disk, so that a model starts in seconds instead of minutes.", "size")
                              .arg(words::bytes(total)));
    m_delete->setVisible(!m_asked);
    m_confirm->setVisible(m_asked.has_value());
    m_keep->setVisible(m_asked.has_value());
    const QString why = m_entries.empty() ? tr("There is nothing to delete.")
        : !current                        ? tr("Select one of them first.")
        : current->inUse                  ? tr("A loaded model uses it. It can be deleted when the program has ended.")
                                          : QString();
    setAvailability(*m_delete, {.on = why.isEmpty(), .why = why}, tr("Frees the space; nothing else is lost."));
    m_table->setVisible(!m_entries.empty());
    const auto count = static_cast<int>(m_entries.size());
    m_table->setVerticalScrollBarPolicy(count > kRowsShown ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    m_table->setFixedHeight(m_theme.px(kRowHeight) * std::clamp(count, 1, kRowsShown) + m_theme.px(8));
}

} // namespace studio::ui
