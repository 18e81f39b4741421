// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/CropFacts.h"

#include "ui/panels/ElidedLabel.h"
#include "ui/panels/GlyphLabel.h"
#include "ui/theme/Theme.h"

#include <QHBoxLayout>

namespace studio::ui {

CropFacts::CropFacts(const Theme& theme)
{
    setObjectName(QStringLiteral("portraitCropFacts"));
    setFixedHeight(theme.px(64));
    auto* row = makeRow({}, 12, {14, 6, 14, 6});
    for (size_t i = 0; i < kCropFacts; ++i) {
        Column& column = m_columns[i];
        const QString name = QStringLiteral("cropFact%1").arg(i + 1);
        column.icon = new GlyphLabel(theme, 16);
        column.what = new ElidedLabel(LabelRole::Title, nullptr);
        column.what->setObjectName(name % QLatin1String("Label"));
        column.detail = new ElidedLabel(LabelRole::Hint, nullptr);
        column.detail->setObjectName(name % QLatin1String("DetailLabel"));
        auto* words = new QVBoxLayout;
        words->setContentsMargins(0, 0, 0, 0);
        words->setSpacing(2);
        words->addWidget(column.what);
        words->addWidget(column.detail);
        auto* place = makeRow({column.icon, words});
        place->setAlignment(column.icon, Qt::AlignVCenter);
        place->setStretch(1, 1);
        row->addLayout(place, 1);
    }
    setLayout(row);
}

void CropFacts::setState(const CropFactList& facts)
{
    for (size_t i = 0; i < kCropFacts; ++i) {
        const CropFact& fact = facts[i];
        const bool neutral = fact.tone == Tone::Neutral;
        m_columns[i].icon->setGlyph(neutral ? Glyph::Info : Theme::glyph(fact.tone),
                                    neutral ? Token::TextSoft : Theme::token(fact.tone));
        m_columns[i].what->setWords(fact.what);
        m_columns[i].detail->setWords(fact.detail);
    }
}

} // namespace studio::ui
