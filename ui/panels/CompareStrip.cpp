// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/CompareStrip.h"

#include "ui/panels/ElidedLabel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"
#include "ui/widgets/Chip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace studio::ui {
namespace {

constexpr std::array kLetters = {"A", "B"};
constexpr std::array kSides = {CompareSide::A, CompareSide::B};
constexpr double kHead = 28;
constexpr double kRow = 22;

size_t index(CompareSide side)
{
    return static_cast<size_t>(side);
}

QVBoxLayout* makeColumn(std::initializer_list<QWidget*> widgets)
{
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (QWidget* widget : widgets)
        column->addWidget(widget);
    column->addStretch(1);
    return column;
}

QFrame* makeUprightRule()
{
    auto* rule = new QFrame;
    rule->setProperty("role", QStringLiteral("uprightRule"));
    return rule;
}

} // namespace

// A value that is elided to the button's width.
class CompareStrip::ValueButton : public QPushButton {
public:
    ValueButton()
    {
        setRole(*this, ButtonRole::Flat);
        setProperty("small", true);
        setProperty("value", true);
        setFocusPolicy(Qt::TabFocus);
        setAutoDefault(false);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }

    void setWords(const QString& words)
    {
        m_words = words;
        updateGeometry();
        fit();
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        return {fontMetrics().horizontalAdvance(m_words) + kPadding, QPushButton::sizeHint().height()};
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return {kPadding, QPushButton::sizeHint().height()}; }

protected:
    void resizeEvent(QResizeEvent* event) override
    {
        QPushButton::resizeEvent(event);
        fit();
    }

private:
    static constexpr int kPadding = 14; // with the border

    void fit() { setText(fontMetrics().elidedText(m_words, Qt::ElideRight, width() - kPadding + 1)); }

    QString m_words;
};

CompareStrip::CompareStrip(const Theme& theme)
    : m_theme(theme)
    , m_texts(*this)
    , m_heading(makeLabel(LabelRole::Section, "compareDiffersLabel"))
    , m_more(makeButton("compareMoreButton", ButtonRole::Flat))
    , m_equal(new ElidedLabel(LabelRole::Hint, "compareEqualLabel"))
{
    setObjectName(QStringLiteral("compareStrip"));
    setAccessibleRole(*this, QAccessible::Grouping);
    m_more->setProperty("small", true);
    connect(m_more, &QPushButton::clicked, this, &CompareStrip::allPressed);
    auto* row = makeRow({buildSide(CompareSide::A), makeUprightRule(), buildDifferences(), makeUprightRule(),
                         buildSide(CompareSide::B)},
                        12, {12, 0, 12, 0});
    row->setStretch(0, 3);
    row->setStretch(2, 5);
    row->setStretch(4, 3);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(makeRule());
    column->addLayout(row, 1);
    m_texts.add([this] {
        setAccessibleName(tr("What differs"));
        m_heading->setText(tr("What differs"));
        showState();
    });
    showHeight();
}

QWidget* CompareStrip::buildSide(CompareSide side)
{
    const QString letter = QLatin1String(kLetters[index(side)]);
    SideParts& parts = m_sides[index(side)];
    parts.letter = new Chip(m_theme, "");
    parts.letter->setObjectName(QStringLiteral("compareLetter") % letter);
    parts.letter->setState(letter, side == CompareSide::B ? Tone::Busy : Tone::Neutral);
    parts.name = new ElidedLabel(LabelRole::Title, nullptr);
    parts.name->setObjectName(QStringLiteral("compareTake%1Label").arg(letter));
    parts.detail = new ElidedLabel(LabelRole::Hint, nullptr);
    parts.detail->setObjectName(QStringLiteral("compareDetail%1Label").arg(letter));
    parts.sound = makeTool(m_theme, "", Glyph::Volume, 16);
    parts.sound->setObjectName(QStringLiteral("compareSound%1Button").arg(letter));
    parts.sound->setCheckable(true);
    parts.star = makeTool(m_theme, "", Glyph::Star, 16);
    parts.star->setObjectName(QStringLiteral("compareStar%1Button").arg(letter));
    parts.star->setCheckable(true);
    connect(parts.sound, &QToolButton::clicked, this, [this, side] {
        showSide(side); // The state decides what is checked.
        Q_EMIT soundPressed(side);
    });
    connect(parts.star, &QToolButton::clicked, this, [this, side] {
        showSide(side);
        Q_EMIT starPressed(side);
    });
    auto* head = new QWidget;
    head->setFixedHeight(m_theme.px(kHead));
    auto* row = makeRow({parts.letter, parts.name, parts.sound, parts.star}, 6);
    row->setStretch(1, 1);
    head->setLayout(row);
    auto* widget = new QWidget;
    widget->setLayout(makeColumn({head, parts.detail}));
    return widget;
}

QWidget* CompareStrip::buildDifferences()
{
    auto* head = new QWidget;
    head->setFixedHeight(m_theme.px(kHead));
    m_equal->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* row = makeRow({m_heading, m_more, m_equal}, 6);
    row->setStretch(2, 1);
    head->setLayout(row);
    auto* widget = new QWidget;
    QVBoxLayout* column = makeColumn({head});
    for (size_t i = 0; i < kRows; ++i) {
        RowParts& parts = m_rows[i];
        parts.line = new QWidget;
        parts.line->setFixedHeight(m_theme.px(kRow));
        parts.name = new ElidedLabel(LabelRole::Soft, nullptr);
        parts.name->setObjectName(QStringLiteral("compareRow%1Label").arg(i + 1));
        parts.name->setFixedWidth(m_theme.px(68));
        auto* arrow = makeLabel(LabelRole::Hint);
        arrow->setText(QStringLiteral("→"));
        auto* line = makeRow({parts.name}, 4);
        for (const CompareSide side : kSides) {
            const QString name
                = QStringLiteral("compareValue%1%2").arg(i + 1).arg(QLatin1String(kLetters[index(side)]));
            auto* button = new ValueButton;
            button->setObjectName(name % QStringLiteral("Button"));
            button->hide(); // until it has a value
            connect(button, &QPushButton::clicked, this, [this, i, side] { Q_EMIT valuePressed(i, side); });
            auto* label = new ElidedLabel(LabelRole::Title, nullptr);
            label->setObjectName(name % QStringLiteral("Label"));
            line->addWidget(button);
            line->addWidget(label);
            if (side == CompareSide::A)
                line->addWidget(arrow);
            parts.buttons[index(side)] = button;
            parts.labels[index(side)] = label;
        }
        line->addStretch(1);
        parts.line->setLayout(line);
        column->insertWidget(static_cast<int>(i) + 1, parts.line);
    }
    widget->setLayout(column);
    return widget;
}

void CompareStrip::setState(const CompareStripState& state)
{
    if (state == m_state)
        return;
    m_state = state;
    showState();
}

void CompareStrip::setHeight(Height height)
{
    if (height == m_height)
        return;
    m_height = height;
    showHeight();
    showState();
}

void CompareStrip::showHeight()
{
    setFixedHeight(m_theme.px(m_height == Height::Low ? kHead + 8 : kHead + kRows * kRow + 16));
}

void CompareStrip::showState()
{
    for (const CompareSide side : kSides)
        showSide(side);
    for (size_t i = 0; i < kRows; ++i)
        showRow(i);
    const auto rows = static_cast<int>(m_state.rows.size());
    const bool low = m_height == Height::Low;
    const int hidden = low ? rows : rows - static_cast<int>(kRows);
    m_more->setVisible(hidden > 0);
    m_more->setText(low ? tr("%n setting(s)", "that differ", rows) : tr("+ %n more", nullptr, hidden));
    m_more->setAccessibleName(tr("All that differs"));
    m_more->setToolTip(tr("Show all that differs"));
    m_equal->setWords(rows == 0 ? tr("Nothing: both have the same settings.")
                          : low ? QString()
                                : tr("%n other(s) are equal", nullptr, m_state.equal));
}

void CompareStrip::showSide(CompareSide side)
{
    const CompareStripState::Side& shown = m_state.sides[index(side)];
    const SideParts& parts = m_sides[index(side)];
    parts.name->setWords(shown.name);
    parts.detail->setWords(shown.detail);
    parts.detail->setVisible(m_height == Height::Full);
    parts.sound->setVisible(m_state.otherVoice);
    parts.sound->setChecked(m_state.sound == side);
    parts.sound->setIcon(m_theme.icon(Glyph::Volume, m_state.sound == side ? Token::Accent : Token::TextSoft));
    setTip(*parts.sound, tr("Hear %1", "a take").arg(shown.name));
    parts.star->setChecked(shown.starred);
    parts.star->setIcon(m_theme.icon(Glyph::Star, shown.starred ? Token::Peak : Token::TextSoft));
    setTip(*parts.star, shown.starred ? tr("Take the star off %1").arg(shown.name) : tr("Star %1").arg(shown.name));
}

void CompareStrip::showRow(size_t row)
{
    const RowParts& parts = m_rows[row];
    const bool shown = row < m_state.rows.size() && m_height == Height::Full;
    parts.line->setVisible(shown);
    if (!shown)
        return;
    const CompareRow& differs = m_state.rows[row];
    parts.name->setWords(differs.name);
    for (const CompareSide side : kSides) {
        const QString& value = differs.values[index(side)];
        ValueButton& button = *parts.buttons[index(side)];
        button.setVisible(differs.usable);
        button.setWords(value);
        const QString& take = m_state.sides[index(side)].name;
        button.setAccessibleName(tr("Use %1 %2 of %3", "setting, value, take").arg(differs.name, value, take));
        button.setToolTip(tr("Use this setting: %1 %2", "setting, value").arg(differs.name, value));
        parts.labels[index(side)]->setVisible(!differs.usable);
        parts.labels[index(side)]->setWords(value);
    }
}

} // namespace studio::ui
