// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/PrepareRow.h"

#include "ui/theme/Theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include <cmath>

namespace studio::ui {
namespace {

constexpr int kWhole = 1000; // of the bar

} // namespace

PrepareRow::PrepareRow(const Theme& theme)
    : m_texts(*this)
    , m_words(makeLabel(LabelRole::Soft, "prepareLabel"))
    , m_bar(new QProgressBar)
    , m_prepare(makeButton("prepareButton", ButtonRole::Primary))
    , m_stop(makeButton("stopPreparingButton"))
{
    setObjectName(QStringLiteral("prepareRow"));
    setObject(*m_bar, "preparingProgressBar");
    m_bar->setRange(0, kWhole);
    m_bar->setTextVisible(false);
    m_words->setWordWrap(true);
    theme.putIcon(*m_stop, Glyph::Stop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(6);
    texts->addWidget(m_words);
    texts->addWidget(m_bar);
    auto* row = makeRow({texts, m_prepare, m_stop}, 12);
    row->setStretch(0, 1);
    setLayout(row);
    m_texts.add([this] {
        m_bar->setAccessibleName(tr("Prepared so far"));
        m_stop->setText(tr("Stop"));
        m_stop->setAccessibleName(tr("Stop preparing weights"));
    });
    connect(m_prepare, &QPushButton::clicked, this, &PrepareRow::prepareWanted);
    connect(m_stop, &QPushButton::clicked, this, &PrepareRow::stopWanted);
}

void PrepareRow::setState(const PrepareRowState& state)
{
    const bool underWay = state.button.isEmpty();
    m_words->setText(state.words);
    setRole(*m_words, state.tone == Tone::Bad ? LabelRole::Bad : LabelRole::Soft);
    const bool hadFocus = m_prepare->hasFocus() || m_stop->hasFocus();
    m_bar->setVisible(underWay);
    m_bar->setValue(static_cast<int>(std::lround(state.share * kWhole)));
    m_prepare->setVisible(!underWay);
    m_prepare->setText(state.button);
    m_prepare->setAccessibleName(state.button);
    setAvailability(*m_prepare, state.canPrepare, tr("In the background; everything else can be used meanwhile"));
    m_stop->setVisible(underWay);
    setAvailability(*m_stop, state.canStop, tr("What is prepared so far is deleted"));
    if (hadFocus) // The other one stands in its place.
        (underWay ? m_stop : m_prepare)->setFocus(Qt::OtherFocusReason);
}

} // namespace studio::ui
