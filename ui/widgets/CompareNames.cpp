// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/CompareNames.h"

#include "ui/theme/Theme.h"

#include <QMenu>
#include <QToolButton>

namespace studio::ui {
namespace {

constexpr double kMargin = 8;
constexpr double kPadding = 24; // of a name that is elided, with the plate's border
constexpr std::array kObjectNames = {"compareNameA", "compareNameB"};

} // namespace

CompareNames::CompareNames(const Theme& theme, QWidget& view)
    : QObject(&view)
    , m_theme(theme)
{
    for (size_t i = 0; i < m_buttons.size(); ++i) {
        m_menus[i] = new QMenu(&view);
        auto* button = new QToolButton(&view);
        button->setObjectName(QLatin1String(kObjectNames[i]));
        button->setAccessibleName(QStringLiteral("AB").mid(static_cast<int>(i), 1)); // until there are takes
        button->setProperty("plate", true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setCursor(Qt::ArrowCursor);
        button->setMenu(m_menus[i]);
        button->setPopupMode(QToolButton::InstantPopup);
        m_buttons[i] = button;
    }
    retranslate();
}

void CompareNames::retranslate()
{
    for (QToolButton* button : m_buttons)
        button->setToolTip(tr("Choose another take for this side"));
}

void CompareNames::setWords(const std::array<QString, 2>& words)
{
    for (size_t i = 0; i < m_buttons.size(); ++i) {
        if (words[i] != m_words[i])
            m_buttons[i]->setAccessibleName(words[i]);
    }
    m_words = words;
}

void CompareNames::place(const std::array<Place, 2>& places)
{
    const double margin = m_theme.px(kMargin);
    const bool shareView = places[0].isShown && places[1].isShown && places[0].view == places[1].view;
    std::array<QSize, 2> sizes;
    for (size_t i = 0; i < m_buttons.size(); ++i) {
        QToolButton& button = *m_buttons[i];
        const double room = places[i].view.width() / (shareView ? 2 : 1);
        const auto most = static_cast<int>(room - 2 * margin - m_theme.px(kPadding));
        button.setText(button.fontMetrics().elidedText(m_words[i], Qt::ElideRight, most));
        button.setVisible(places[i].isShown);
        sizes[i] = button.sizeHint();
    }
    for (size_t i = 0; i < m_buttons.size(); ++i) {
        const auto& [isShown, view, picture, corner] = places[i];
        const double needed = sizes[i].width() + (shareView ? sizes[1 - i].width() + margin : 0);
        const bool isNarrow = picture.width() - 2 * margin < needed;
        const QRectF inside = (isNarrow ? view : picture & view).adjusted(margin, margin, -margin, -margin);
        const double x = corner == Corner::Left ? inside.left() : inside.right() - sizes[i].width();
        const double y = corner == Corner::RightBelow ? inside.bottom() - sizes[i].height() : inside.top();
        m_buttons[i]->setGeometry(QRect(QPointF(x, y).toPoint(), sizes[i]));
    }
}

} // namespace studio::ui
