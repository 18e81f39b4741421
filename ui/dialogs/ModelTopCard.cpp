// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/ModelTopCard.h"

#include "ui/dialogs/FetchLines.h"
#include "ui/panels/GlyphLabel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"
#include "ui/widgets/Spinner.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>

namespace studio::ui {
namespace {

const char* toneName(Tone tone)
{
    switch (tone) {
    case Tone::Ok: return "ok";
    case Tone::Warn: return "warn";
    case Tone::Bad: return "bad";
    case Tone::Neutral:
    case Tone::Busy: break;
    }
    return "";
}

} // namespace

ModelTopCard::ModelTopCard(const Theme& theme)
    : m_texts(*this)
    , m_icon(new GlyphLabel(theme, 18))
    , m_spinner(new Spinner(theme))
    , m_what(makeLabel(LabelRole::Title, "modelWhatLabel"))
    , m_why(makeLabel(LabelRole::Soft, "modelWhyLabel"))
    , m_fetches(new FetchLines(theme))
{
    setObjectName(QStringLiteral("topCard"));
    setAccessibleRole(*this, QAccessible::Grouping);
    setProperty("role", QStringLiteral("card"));
    for (QLabel* label : {m_what, m_why}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    const std::pair<TopButton, const char*> names[]
        = {{TopButton::HaveLora, "haveLoraButton"},    {TopButton::GetLora, "getLoraButton"},
           {TopButton::UseDemo, "topUseDemoButton"},   {TopButton::AddFolder, "topAddFolderButton"},
           {TopButton::Download, "topDownloadButton"}, {TopButton::ChooseAgain, "chooseAgainButton"},
           {TopButton::Forget, "forgetModelButton"},   {TopButton::MendAll, "mendAllButton"}};
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_what);
    words->addWidget(m_why);
    auto* row = makeRow({m_icon, m_spinner, words}, 10);
    row->setStretch(2, 1);
    for (const auto& each : names) {
        const bool isBest
            = each.first == TopButton::GetLora || each.first == TopButton::Download || each.first == TopButton::MendAll;
        QPushButton* button = makeButton(each.second, isBest ? ButtonRole::Primary : ButtonRole::Plain);
        m_buttons[each.first] = button;
        row->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, which = each.first] { Q_EMIT pressed(which); });
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14, 10, 14, 10);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(m_fetches);
    m_texts.add([this] {
        m_buttons[TopButton::HaveLora]->setText(tr("I have it…"));
        m_buttons[TopButton::UseDemo]->setText(tr("Use the demo model"));
        m_buttons[TopButton::AddFolder]->setText(tr("Add a folder…"));
        m_buttons[TopButton::Download]->setText(tr("Download…"));
        m_buttons[TopButton::ChooseAgain]->setText(tr("Choose again…"));
        m_buttons[TopButton::Forget]->setText(tr("Forget it"));
        for (const auto& [which, button] : m_buttons)
            button->setAccessibleName(button->text());
    });
}

void ModelTopCard::setState(const ModelTopState& state)
{
    m_icon->setVisible(!state.busy);
    m_spinner->setVisible(state.busy);
    m_icon->setGlyph(Theme::glyph(state.tone),
                     state.tone == Tone::Neutral ? Token::TextSoft : Theme::token(state.tone));
    m_what->setText(state.what);
    m_why->setText(state.why);
    m_why->setVisible(!state.why.isEmpty());
    for (const auto& [which, words] :
         {std::pair(TopButton::GetLora, state.get), std::pair(TopButton::MendAll, state.mend)}) {
        m_buttons[which]->setText(words);
        m_buttons[which]->setAccessibleName(words);
    }
    for (const auto& [which, button] : m_buttons)
        button->setVisible(state.buttons.contains(which));
    m_fetches->setLines(state.fetches);
    setAccessibleName(state.what % QLatin1Char(' ') % state.why);
    setProperty("tone", QLatin1String(toneName(state.tone)));
    style()->unpolish(this);
    style()->polish(this);
}

} // namespace studio::ui
