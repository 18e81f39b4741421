// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/PartRow.h"

#include "ui/panels/ElidedLabel.h"
#include "ui/panels/GlyphLabel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"
#include "ui/widgets/Chip.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

namespace studio::ui {
namespace {

constexpr double kNameWidth = 118;
constexpr double kFormatWidth = 84;
constexpr double kSizeWidth = 70;
constexpr double kWordsWidth = 190;

} // namespace

PartRow::PartRow(const Theme& theme)
    : m_texts(*this)
    , m_icon(new GlyphLabel(theme, 16))
    , m_name(makeLabel(LabelRole::Plain, "partNameLabel"))
    , m_facts(new QWidget)
    , m_file(new ElidedLabel(LabelRole::Plain, "partFileLabel", Qt::ElideMiddle))
    , m_format(new Chip(theme, "partFormatChip"))
    , m_size(makeLabel(LabelRole::Soft, "partSizeLabel"))
    , m_words(makeLabel(LabelRole::Soft, "partStateLabel"))
    , m_problem(new QWidget)
    , m_what(makeLabel(LabelRole::Plain, "partWhatLabel"))
    , m_why(makeLabel(LabelRole::Soft, "partWhyLabel"))
    , m_mend(makeButton("mendPartButton"))
    , m_more(makeTool(theme, "partMoreButton", Glyph::More))
{
    setObjectName(QStringLiteral("partRow"));
    setAccessibleRole(*this, QAccessible::Grouping);
    m_name->setFixedWidth(theme.px(kNameWidth));
    m_size->setFixedWidth(theme.px(kSizeWidth));
    m_size->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (QLabel* label : {m_what, m_why}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto* format = new QWidget; // keeps the column where there is no chip
    format->setFixedWidth(theme.px(kFormatWidth));
    format->setLayout(makeRow({m_format, Stretch()}, 0));
    auto* words = new QWidget; // state or button, in a column of their own
    words->setFixedWidth(theme.px(kWordsWidth));
    words->setLayout(makeRow({m_words, Stretch(), m_mend}, 4));
    m_mend->setProperty("small", true);
    auto* facts = makeRow({m_file, format, m_size}, 4);
    facts->setStretch(0, 1);
    m_facts->setLayout(facts);
    auto* problem = new QVBoxLayout(m_problem);
    problem->setContentsMargins(0, 4, 0, 4);
    problem->setSpacing(1);
    problem->addWidget(m_what);
    problem->addWidget(m_why);
    auto* row = makeRow({m_icon, m_name, m_facts, m_problem, words, m_more}, 8, {12, 1, 8, 1});
    row->setStretch(2, 1);
    row->setStretch(3, 1);
    setLayout(row);
    setMinimumHeight(theme.px(32));
    m_texts.add([this] {
        m_more->setToolTip(tr("More for this part"));
        setState(m_state);
    });
    connect(m_mend, &QPushButton::clicked, this, [this] { Q_EMIT takeWanted(m_state.part); });
    connect(m_more, &QToolButton::clicked, this,
            [this] { showMenu(m_more->mapToGlobal(m_more->rect().bottomLeft())); });
}

void PartRow::setState(const PartRowState& state)
{
    m_state = state;
    const bool isSpoiled = !state.what.isEmpty();
    m_icon->setGlyph(state.glyph, state.tone == Tone::Neutral ? Token::TextSoft : Theme::token(state.tone));
    m_name->setText(state.name);
    m_facts->setVisible(!isSpoiled);
    m_problem->setVisible(isSpoiled);
    m_file->setWords(state.file);
    m_file->setMore(state.path);
    m_format->setState(state.format);
    m_size->setText(state.size);
    m_words->setText(state.words);
    setRole(*m_words, state.tone == Tone::Bad ? LabelRole::BadPlain : LabelRole::Soft);
    m_what->setText(state.what);
    setRole(*m_what, LabelRole::BadTitle);
    m_why->setText(state.why);
    m_why->setVisible(!state.why.isEmpty());
    m_problem->setToolTip(state.path);
    m_mend->setText(state.mend == Mend::HaveLora ? tr("I have it…") : tr("Take it from…"));
    m_mend->setAccessibleName(tr("%1: %2", "a part, what a button does").arg(state.name, m_mend->text()));
    m_mend->setVisible(state.mend != Mend::Nothing);
    m_more->setAccessibleName(tr("%1: more", "a part").arg(state.name));
    QStringList spoken = isSpoiled ? QStringList{state.name, state.what, state.why}
                                   : QStringList{state.name, state.file, state.format, state.size, state.words};
    spoken.removeAll(QString());
    setAccessibleName(spoken.join(tr(", ", "between the words of a list")));
}

void PartRow::contextMenuEvent(QContextMenuEvent* event)
{
    showMenu(event->globalPos());
}

void PartRow::showMenu(const QPoint& place)
{
    auto* menu = new QMenu(this);
    setObject(*menu, "partMenu");
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const char* name, const QString& words, bool on, auto&& act) {
        QAction* action = menu->addAction(words);
        setObject(*action, name);
        action->setEnabled(on);
        connect(action, &QAction::triggered, this, act);
    };
    const bool isThere = !m_state.path.isEmpty();
    add("takePartAction", tr("Take it from…"), true, [this] { Q_EMIT takeWanted(m_state.part); });
    add("copyPathAction", tr("Copy the path"), isThere, [this] { QApplication::clipboard()->setText(m_state.path); });
    add("showPartAction", tr("Show in folder"), isThere, [this] { Q_EMIT folderWanted(m_state.path); });
    menu->popup(place);
}

} // namespace studio::ui
