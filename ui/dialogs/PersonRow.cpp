// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/PersonRow.h"

#include "ui/panels/ElidedLabel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"
#include "ui/widgets/PersonBadge.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPainter>
#include <QToolButton>
#include <QUrl>

namespace studio::ui {
namespace {

QString nameOf(const char* part, int number)
{
    return QLatin1String(part) % QString::number(number);
}

} // namespace

PersonRow::PersonRow(const Theme& theme, size_t person, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_number(static_cast<int>(person) + 1)
    , m_texts(*this)
    , m_voice(new ElidedLabel(LabelRole::Plain, nullptr, Qt::ElideMiddle))
    , m_choose(makeTool(theme, "", Glyph::Folder))
    , m_filmVoice(makeTool(theme, "", Glyph::Cancel))
    , m_remove(makeTool(theme, "", Glyph::Trash))
{
    setObjectName(nameOf("personRow", m_number));
    setAccessibleRole(*this, QAccessible::Grouping);
    setAcceptDrops(true);
    m_voice->setObjectName(nameOf("personVoiceLabel", m_number));
    m_choose->setObjectName(nameOf("personChooseButton", m_number));
    m_filmVoice->setObjectName(nameOf("personFilmVoiceButton", m_number));
    m_remove->setObjectName(nameOf("personRemoveButton", m_number));
    auto* badge = new PersonBadge(theme, person);
    QSizePolicy kept = m_filmVoice->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    m_filmVoice->setSizePolicy(kept);
    auto* row = makeRow({badge, m_voice, m_choose, m_filmVoice, m_remove}, 4, {6, 2, 4, 2});
    row->setStretch(1, 1);
    setLayout(row);
    for (QToolButton* button : {m_choose, m_filmVoice, m_remove})
        button->installEventFilter(this);
    m_texts.add([this, badge] {
        const QString who = tr("Person %1").arg(m_number);
        setAccessibleName(who);
        badge->setAccessibleName(who);
        setTip(*m_choose, tr("Choose the voice of person %1…").arg(m_number));
        setTip(*m_filmVoice, tr("Give person %1 the film's voice").arg(m_number));
        setTip(*m_remove, tr("Remove person %1").arg(m_number));
    });
    connect(m_choose, &QToolButton::clicked, this, &PersonRow::voiceWanted);
    connect(m_filmVoice, &QToolButton::clicked, this, &PersonRow::filmVoicePressed);
    connect(m_remove, &QToolButton::clicked, this, &PersonRow::removePressed);
    showState();
}

void PersonRow::setState(const PersonRowState& state)
{
    if (state == m_state)
        return;
    m_state = state;
    showState();
}

void PersonRow::showState()
{
    m_voice->setWords(m_state.voice);
    m_voice->setMore(m_state.more);
    m_voice->setElide(m_state.isBad ? Qt::ElideRight : Qt::ElideMiddle);
    m_voice->setAccessibleDescription(m_state.more);
    setRole(*m_voice, m_state.isBad ? LabelRole::Bad : m_state.isOwn ? LabelRole::Plain : LabelRole::Soft);
    m_filmVoice->setVisible(m_state.isOwn);
    update();
}

bool PersonRow::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn)
        Q_EMIT chosen();
    return QWidget::eventFilter(watched, event);
}

void PersonRow::mousePressEvent(QMouseEvent* /*event*/)
{
    Q_EMIT chosen();
}

void PersonRow::dragEnterEvent(QDragEnterEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.front().isLocalFile())
        event->acceptProposedAction();
}

void PersonRow::dropEvent(QDropEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.isEmpty())
        return;
    event->acceptProposedAction();
    Q_EMIT fileDropped(urls.front().toLocalFile());
}

void PersonRow::paintEvent(QPaintEvent* /*event*/)
{
    if (!m_state.isCurrent)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Token::AccentSoft));
    painter.drawRoundedRect(rect(), 4, 4);
}

} // namespace studio::ui
