// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/TakesFilter.h"

#include "ui/theme/Theme.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QToolButton>

#include <utility>

namespace studio::ui {
namespace {

constexpr int kManyTakes = 24; // Up to here they are found by eye.

} // namespace

TakesFilter::TakesFilter(const Theme& theme)
    : m_texts(*this)
    , m_text(new QLineEdit)
    , m_kind(makeCombo("takesKindComboBox"))
{
    setObject(*m_text, "takesFilterLineEdit");
    m_text->setClearButtonEnabled(true);
    auto* clear = m_text->findChild<QToolButton*>(); // Qt's own
    setObject(*clear, "clearTakesFilterButton");
    m_text->setMinimumWidth(theme.px(80));
    m_text->setMaximumWidth(theme.px(200));
    m_text->installEventFilter(this);
    m_kind->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    for (int i = 0; i < 4; ++i)
        m_kind->addItem({});
    setLayout(makeRow({m_text, m_kind}, 4));
    const auto tell = [this] { Q_EMIT changed(filter()); };
    connect(m_text, &QLineEdit::textChanged, this, tell);
    connect(m_kind, &QComboBox::currentIndexChanged, this, tell);
    m_texts.add([this, clear] {
        clear->setAccessibleName(tr("List all takes again"));
        m_text->setPlaceholderText(tr("Find takes"));
        m_text->setAccessibleName(m_text->placeholderText());
        m_text->setToolTip(tr("Words of the name, the prompt, the portrait, the voice or the preset"));
        m_kind->setAccessibleName(tr("Kind of takes"));
        m_kind->setItemText(static_cast<int>(TakeKind::All), tr("All"));
        m_kind->setItemText(static_cast<int>(TakeKind::Starred), tr("Starred"));
        m_kind->setItemText(static_cast<int>(TakeKind::Drafts), tr("Drafts"));
        m_kind->setItemText(static_cast<int>(TakeKind::Finals), tr("Finals"));
    });
}

void TakesFilter::setTakes(int count)
{
    const bool wasOpen = isOpen();
    m_takes = count;
    if (wasOpen != isOpen())
        Q_EMIT openChanged();
}

void TakesFilter::open()
{
    if (!std::exchange(m_isWanted, true))
        Q_EMIT openChanged();
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

bool TakesFilter::isOpen() const
{
    return m_isWanted || m_takes > kManyTakes || filter().isOn();
}

TakeFilter TakesFilter::filter() const
{
    return {.text = m_text->text(), .kind = static_cast<TakeKind>(m_kind->currentIndex())};
}

void TakesFilter::leave()
{
    m_isWanted = false;
    m_kind->setCurrentIndex(0);
    m_text->clear();
    Q_EMIT openChanged();
    Q_EMIT left();
}

bool TakesFilter::eventFilter(QObject* watched, QEvent* event)
{
    const bool isKey = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (watched != m_text || !isKey || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Escape)
        return QWidget::eventFilter(watched, event);
    event->accept(); // Not the window's Esc.
    if (event->type() == QEvent::KeyPress)
        leave();
    return true;
}

} // namespace studio::ui
