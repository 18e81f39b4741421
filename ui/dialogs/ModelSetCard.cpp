// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/ModelSetCard.h"

#include "ui/dialogs/FetchLines.h"
#include "ui/dialogs/PartRow.h"
#include "ui/dialogs/SetHead.h"
#include "ui/panels/ElidedLabel.h"
#include "ui/panels/GlyphLabel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"
#include "ui/widgets/Chip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStyle>

namespace studio::ui {

ModelSetCard::ModelSetCard(const Theme& theme)
    : m_theme(theme)
    , m_texts(*this)
    , m_head(new SetHead(theme))
    , m_chevron(new GlyphLabel(theme, 16))
    , m_title(makeLabel(LabelRole::Title, "setTitleLabel"))
    , m_format(new Chip(theme, "setFormatChip"))
    , m_finest(new Chip(theme, "finestSetChip"))
    , m_place(new ElidedLabel(LabelRole::Hint, "setPlaceLabel", Qt::ElideMiddle))
    , m_reason(makeLabel(LabelRole::Soft, "setReasonLabel"))
    , m_inUse(new Chip(theme, "inUseChip"))
    , m_use(makeButton("useSetButton"))
    , m_body(new QWidget)
    , m_note(makeLabel(LabelRole::Soft, "setNoteLabel"))
    , m_rows(new QVBoxLayout)
    , m_fetches(new FetchLines(theme))
    , m_hashes(makeButton("checkHashesButton"))
    , m_hashBar(new QProgressBar)
    , m_hashWords(makeLabel(LabelRole::Soft, "hashesLabel"))
    , m_hashStop(makeButton("stopHashesButton"))
    , m_forget(makeButton("forgetFolderButton"))
    , m_show(makeButton("showFolderButton"))
{
    setObjectName(QStringLiteral("setCard"));
    setAccessibleRole(*this, QAccessible::Grouping);
    setProperty("role", QStringLiteral("card"));
    auto* names = new QVBoxLayout;
    names->setSpacing(2);
    names->addLayout(makeRow({m_title, m_format, m_finest, Stretch()}));
    names->addWidget(m_place);
    auto* head = makeRow({m_chevron, names, m_reason, m_inUse, m_use}, 12, {12, 8, 12, 8});
    head->setStretch(1, 1);
    m_head->setLayout(head);
    for (QPushButton* button : {m_hashes, m_hashStop, m_forget, m_show})
        button->setProperty("small", true);
    theme.putIcon(*m_hashes, Glyph::Hash, Token::Text, 16);
    setObject(*m_hashBar, "hashesBar");
    m_hashBar->setTextVisible(false);
    m_hashBar->setMaximum(1000);
    m_hashBar->setFixedWidth(theme.px(120));
    m_hashWords->setWordWrap(true);
    m_hashWords->setTextInteractionFlags(Qt::TextSelectableByMouse);
    theme.putIcon(*m_show, Glyph::Folder, Token::Text, 16);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    m_note->setContentsMargins(12, 6, 12, 6);
    m_note->setWordWrap(true);
    auto* body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 8);
    body->setSpacing(6);
    body->addWidget(m_note);
    body->addLayout(m_rows);
    body->addWidget(makeRule());
    auto* fetches = makeRow({m_fetches}, 0, {12, 0, 12, 0});
    body->addLayout(fetches);
    auto* foot = makeRow({m_hashes, m_hashBar, m_hashStop, m_hashWords, m_forget, m_show}, 8, {12, 0, 12, 0});
    foot->setStretch(3, 1);
    body->addLayout(foot);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2, 2, 2, 2); // the border of the one in use
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_body);

    m_texts.add([this] {
        m_use->setText(tr("Use"));
        m_forget->setText(tr("Forget this folder"));
        m_forget->setAccessibleName(m_forget->text());
        m_forget->setToolTip(tr("It isn't looked at any more; nothing in it is changed."));
        m_hashes->setText(tr("Check hashes"));
        m_hashes->setAccessibleName(m_hashes->text());
        m_hashes->setToolTip(
            tr("Reads all files, and compares the SHA-256 of each with the one that its publisher lists"));
        m_hashBar->setAccessibleName(tr("Progress of the hashes"));
        m_hashStop->setText(tr("Stop"));
        m_hashStop->setAccessibleName(tr("Stop checking hashes"));
        m_show->setText(tr("Show folder"));
        m_show->setAccessibleName(m_show->text());
    });
    const auto enter = [this] {
        if (m_use->isVisible() && m_use->isEnabled())
            Q_EMIT useWanted();
        else
            Q_EMIT openWanted(!m_state.open);
    };
    connect(m_head, &SetHead::toggled, this, [this] { Q_EMIT openWanted(!m_state.open); });
    connect(m_head, &SetHead::opened, this, [this] { Q_EMIT openWanted(true); });
    connect(m_head, &SetHead::closed, this, [this] { Q_EMIT openWanted(false); });
    connect(m_head, &SetHead::entered, this, enter);
    connect(m_head, &SetHead::moved, this, &ModelSetCard::neighbourWanted);
    connect(m_use, &QPushButton::clicked, this, &ModelSetCard::useWanted);
    connect(m_hashes, &QPushButton::clicked, this, &ModelSetCard::hashesWanted);
    connect(m_hashStop, &QPushButton::clicked, this, &ModelSetCard::hashesStopWanted);
    connect(m_forget, &QPushButton::clicked, this, &ModelSetCard::forgetWanted);
    connect(m_show, &QPushButton::clicked, this, [this] { Q_EMIT folderWanted(m_state.folder); });
}

void ModelSetCard::setState(const ModelSetState& state)
{
    m_state = state;
    setAccessibleName(state.spoken); // of its buttons: each card has the same
    m_head->setAccessibleName(state.spoken);
    m_head->setOpen(state.open);
    m_chevron->setGlyph(state.open ? Glyph::ChevronDown : Glyph::ChevronRight, Token::TextSoft);
    m_title->setText(state.title);
    m_format->setState(state.format);
    m_format->setToolTip(tr("How the numbers of the video model are stored."));
    m_finest->setState(state.finest ? tr("finest · recommended") : QString());
    m_finest->setToolTip(tr("Of the complete sets that fit this machine's memory, the one with the finest numbers."));
    m_place->setWords(state.place);
    m_place->setMore(state.folder);
    m_reason->setText(state.reason);
    m_inUse->setState(state.inUse ? tr("In use") : QString(), Tone::Ok, Glyph::Check);
    m_use->setVisible(!state.inUse);
    m_use->setAccessibleName(tr("Use: %1", "a set of parts").arg(state.spoken));
    setAvailability(*m_use, state.use, tr("Takes it for the next render"));
    m_body->setVisible(state.open);
    m_note->setText(state.note);
    m_note->setVisible(!state.note.isEmpty());
    while (m_parts.size() < static_cast<size_t>(state.parts.size())) {
        auto* rule = makeRule();
        auto* row = new PartRow(m_theme);
        m_rows->addWidget(rule);
        m_rows->addWidget(row);
        m_parts.push_back(row);
        connect(row, &PartRow::takeWanted, this, &ModelSetCard::takeWanted);
        connect(row, &PartRow::folderWanted, this, &ModelSetCard::folderWanted);
    }
    for (size_t i = 0; i < m_parts.size(); ++i) {
        const bool isShown = i < static_cast<size_t>(state.parts.size());
        m_parts[i]->setVisible(isShown);
        if (isShown)
            m_parts[i]->setState(state.parts[static_cast<qsizetype>(i)]);
    }
    m_fetches->setLines(state.fetches);
    m_forget->setVisible(state.canForget);
    m_hashes->setVisible(state.hashes.canCheck && !state.hashes.running);
    m_hashBar->setVisible(state.hashes.running);
    m_hashBar->setValue(state.hashes.permille);
    m_hashStop->setVisible(state.hashes.running);
    m_hashWords->setText(state.hashes.words);
    setRole(*m_hashWords, state.hashes.tone == Tone::Bad ? LabelRole::BadPlain : LabelRole::Soft);
    if (property("selected").toBool() != state.inUse) {
        setProperty("selected", state.inUse);
        style()->unpolish(this);
        style()->polish(this);
    }
}

void ModelSetCard::focusHead(Qt::FocusReason reason)
{
    m_head->setFocus(reason);
}

} // namespace studio::ui
