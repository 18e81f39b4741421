// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/FilmRow.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/TakeDelegate.h"
#include "ui/widgets/TakesGrid.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QPushButton>

namespace studio::ui {

FilmRow::FilmRow(const Theme& theme)
    : m_theme(theme)
    , m_texts(*this)
    , m_view(new TakesRow)
    , m_open(makeButton("openTakesButton", ButtonRole::Flat))
    , m_delegate(new TakeDelegate(theme, this, TakeDelegate::Shape::Row))
{
    setObjectName(QStringLiteral("filmRow"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(theme.px(64));
    setObject(*m_view, "filmListView");
    m_view->setIconSize({theme.px(44), theme.px(44)});
    m_view->setItemDelegate(m_delegate);
    auto* row = makeRow({m_view, m_open}, 8, {6, 0, 8, 0});
    row->setStretch(0, 1);
    setLayout(row);
    connect(m_open, &QPushButton::clicked, this, &FilmRow::openPressed);
    m_texts.add([this] {
        m_view->setAccessibleName(tr("Takes"));
        showState();
    });
}

void FilmRow::setSelectionModel(QItemSelectionModel* selection)
{
    m_view->setModel(selection->model());
    m_view->setSelectionModel(selection);
}

void FilmRow::setCounts(const QString& takes, const QString& jobs)
{
    m_words = takes % QStringLiteral(" · ") % jobs;
    showState();
}

void FilmRow::setOpen(bool open)
{
    m_isOpen = open;
    showState();
}

void FilmRow::showState()
{
    m_open->setText(m_words);
    m_theme.putIcon(*m_open, m_isOpen ? Glyph::ChevronDown : Glyph::ChevronUp, Token::TextSoft, 16);
    m_open->setToolTip(m_isOpen ? tr("Close takes and queue") : tr("Open takes and queue"));
    m_open->setAccessibleName(m_open->toolTip());
}

} // namespace studio::ui
