// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/DownloadRow.h"

#include "ui/panels/GlyphLabel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"
#include "ui/widgets/Chip.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QUrl>

namespace studio::ui {
namespace {

constexpr double kNameWidth = 118;
constexpr double kFormatWidth = 78;
constexpr double kBarWidth = 100;
constexpr double kSizesWidth = 104;
constexpr double kWordsWidth = 140;

} // namespace

DownloadRow::DownloadRow(const Theme& theme)
    : m_texts(*this)
    , m_icon(new GlyphLabel(theme, 16))
    , m_name(makeLabel(LabelRole::Plain, "downloadNameLabel"))
    , m_repository(makeButton("downloadRepositoryButton", ButtonRole::Flat))
    , m_format(new Chip(theme, "downloadFormatChip"))
    , m_bar(new QProgressBar)
    , m_sizes(makeLabel(LabelRole::Soft, "downloadSizesLabel"))
    , m_words(makeLabel(LabelRole::Soft, "downloadWordsLabel"))
    , m_why(makeLabel(LabelRole::Plain, "downloadWhyLabel"))
    , m_again(makeButton("downloadAgainButton"))
    , m_page(makeButton("downloadPageButton"))
    , m_paste(makeButton("pasteTokenButton"))
{
    setObjectName(QStringLiteral("downloadRow"));
    setAccessibleRole(*this, QAccessible::Grouping);
    setObject(*m_bar, "downloadRowBar");
    m_bar->setTextVisible(false);
    m_bar->setMaximum(1000);
    m_bar->setFixedWidth(theme.px(kBarWidth));
    m_name->setFixedWidth(theme.px(kNameWidth));
    m_sizes->setFixedWidth(theme.px(kSizesWidth));
    m_words->setMinimumWidth(theme.px(kWordsWidth));
    for (QLabel* label : {m_sizes, m_words})
        label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_repository->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_repository->setProperty("small", true);
    for (QPushButton* button : {m_again, m_page, m_paste})
        button->setProperty("small", true);
    m_why->setWordWrap(true);
    m_why->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* format = new QWidget; // keeps the column where there is no chip
    format->setFixedWidth(theme.px(kFormatWidth));
    format->setLayout(makeRow({m_format, Stretch()}, 0));
    auto* row = makeRow({m_icon, m_name, m_repository, format, m_bar, m_sizes, m_words});
    row->setStretch(2, 1);
    auto* problem = makeRow({m_why, m_page, m_paste, m_again}, 8, {24, 0, 0, 0});
    problem->setStretch(0, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 4, 12, 4);
    column->setSpacing(2);
    column->addLayout(row);
    column->addLayout(problem);
    m_texts.add([this] {
        m_again->setText(tr("Try again"));
        m_page->setText(tr("Open its page"));
        m_paste->setText(tr("Paste a token…"));
        setState(m_state);
    });
    connect(m_again, &QPushButton::clicked, this, &DownloadRow::againWanted);
    connect(m_paste, &QPushButton::clicked, this, &DownloadRow::pasteWanted);
    for (QPushButton* button : {m_repository, m_page})
        connect(button, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(QUrl(m_state.page)); });
}

void DownloadRow::setState(const DownloadRowState& state)
{
    m_state = state;
    m_icon->setGlyph(state.glyph, state.tone == Tone::Neutral ? Token::TextSoft : Theme::token(state.tone));
    m_name->setText(state.name);
    m_repository->setText(state.repository);
    m_repository->setToolTip(tr("Open %1", "an address").arg(state.page));
    m_repository->setAccessibleName(tr("Open the page of %1", "a repository").arg(state.repository));
    m_format->setState(state.format);
    m_bar->setValue(state.permille);
    m_bar->setAccessibleName(tr("Progress: %1", "a part").arg(state.name));
    m_sizes->setText(state.sizes);
    m_words->setText(state.words);
    m_why->setText(state.why);
    m_why->setVisible(!state.why.isEmpty());
    setRole(*m_why, state.tone == Tone::Bad ? LabelRole::Bad : LabelRole::Warn);
    m_again->setVisible(state.buttons.contains(RowButton::TryAgain));
    m_page->setVisible(state.buttons.contains(RowButton::OpenPage));
    m_page->setAccessibleName(m_repository->accessibleName());
    m_page->setToolTip(m_repository->toolTip());
    m_paste->setVisible(state.buttons.contains(RowButton::PasteToken));
    m_paste->setAccessibleName(tr("%1: paste a token", "a part").arg(state.name));
    setAvailability(*m_paste, state.paste, tr("Your account's page at the publisher's site gives one"));
    m_again->setAccessibleName(tr("%1: try again", "a part").arg(state.name));
    QStringList spoken{state.name, state.sizes, state.words, state.why};
    spoken.removeAll(QString());
    setAccessibleName(spoken.join(tr(", ", "between the words of a list")));
}

} // namespace studio::ui
