// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/CropTools.h"

#include "ui/common/Actions.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/NumberLabel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSlider>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr int kLeastZoom = 100; // percent
constexpr int kMostZoom = 400;
constexpr double kZoomStep = 1.1;
constexpr std::array kShapeButtons = {"cropAsPictureButton", "cropWideButton", "cropSquareButton", "cropUprightButton"};

} // namespace

CropTools::CropTools(const Theme& theme, const Actions& actions)
    : m_texts(*this)
    , m_centreFace(makeTool(theme, "centreFaceButton", Glyph::Portrait))
    , m_whoSpeaks(makeTool(theme, "cropWhoSpeaksButton", Glyph::Microphone))
    , m_smaller(makeTool(theme, "cropZoomOutButton", Glyph::Minus))
    , m_zoom(new QSlider(Qt::Horizontal))
    , m_larger(makeTool(theme, "cropZoomInButton", Glyph::Plus))
    , m_percent(new NumberLabel(theme, {.token = Token::TextSoft}, {QStringLiteral("400 %")}))
    , m_done(makeButton("cropDoneButton", ButtonRole::Primary))
{
    setObjectName(QStringLiteral("portraitCropTools"));
    setFixedHeight(theme.px(44));
    auto* shapes = makeRow({}, 0);
    for (size_t i = 0; i < m_shapes.size(); ++i) {
        auto* button = new QToolButton;
        setObject(*button, kShapeButtons[i]);
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        shapes->addWidget(button);
        m_shapes[i] = button;
        connect(button, &QToolButton::clicked, this, [this, i] {
            showState(); // The crop decides what is checked.
            Q_EMIT shapeChosen(static_cast<CropShape>(i));
        });
    }
    setObject(*m_zoom, "cropZoomSlider");
    m_zoom->setFocusPolicy(Qt::StrongFocus);
    m_zoom->setRange(kLeastZoom, kMostZoom);
    m_zoom->setSingleStep(5); // The crop is rounded to pixels, which may undo a smaller step.
    m_zoom->setPageStep(25);
    m_zoom->setMinimumWidth(theme.px(40));
    m_zoom->setMaximumWidth(theme.px(120));
    setObject(*m_percent, "cropZoomLabel");
    auto* reset = makeTool(theme, "cropResetButton", Glyph::Refresh);
    bindButton(*reset, *actions[ActionId::ResetCrop]);
    bindButton(*m_whoSpeaks, *actions[ActionId::WhoSpeaks]);
    theme.putIcon(*m_done, Glyph::Check, Token::TextOnAccent);
    auto* row = makeRow(
        {shapes, 6, m_centreFace, m_whoSpeaks, m_smaller, m_zoom, m_larger, m_percent, Stretch(), reset, m_done}, 4,
        {12, 2, 12, 6});
    setLayout(row);

    m_texts.add([this] {
        m_shapes[0]->setText(tr("As the picture"));
        m_shapes[1]->setText(QStringLiteral("16:9"));
        m_shapes[2]->setText(QStringLiteral("1:1"));
        m_shapes[3]->setText(QStringLiteral("9:16"));
        setTip(*m_shapes[0], tr("The film gets the picture's shape."));
        setTip(*m_shapes[1], tr("A film in 16:9, for screens"));
        setTip(*m_shapes[2], tr("A square film"));
        setTip(*m_shapes[3], tr("A film in 9:16, for phones held upright"));
        setTip(*m_centreFace, tr("Centre the face, with the eyes on the upper third"));
        setTip(*m_smaller, tr("Show more of the picture (−)"));
        setTip(*m_larger, tr("Show the face larger (+)"));
        setTip(*m_zoom, tr("How large the face is in the film"));
        m_percent->setAccessibleName(tr("Zoom"));
        m_done->setText(tr("Done"));
        m_done->setAccessibleName(m_done->text());
        m_done->setToolTip(tr("Back to the player (Enter). Esc also takes the changes back."));
    });
    connect(m_centreFace, &QToolButton::clicked, this, &CropTools::centreFacePressed);
    connect(m_smaller, &QToolButton::clicked, this, [this] { zoomBy(1 / kZoomStep); });
    connect(m_larger, &QToolButton::clicked, this, [this] { zoomBy(kZoomStep); });
    connect(m_zoom, &QSlider::valueChanged, this, [this](int percent) {
        if (!m_showing)
            Q_EMIT zoomChosen(percent / 100.0);
    });
    connect(m_done, &QPushButton::clicked, this, &CropTools::donePressed);
    showState();
}

void CropTools::zoomBy(double factor)
{
    Q_EMIT zoomChosen(std::max(1.0, m_state.zoom * factor));
}

void CropTools::setDensity(Density density)
{
    const bool roomy = density == Density::Wide || density == Density::Narrow;
    for (QWidget* widget :
         {static_cast<QWidget*>(m_smaller), static_cast<QWidget*>(m_larger), static_cast<QWidget*>(m_percent)})
        widget->setVisible(roomy);
}

void CropTools::setState(const CropToolsState& state)
{
    if (state == m_state)
        return;
    m_state = state;
    showState();
}

void CropTools::showState()
{
    const QScopedValueRollback<bool> showing(m_showing, true);
    for (size_t i = 0; i < m_shapes.size(); ++i)
        m_shapes[i]->setChecked(m_state.shape == static_cast<CropShape>(i));
    m_centreFace->setVisible(m_state.hasFace);
    m_whoSpeaks->setVisible(m_state.hasPeople);
    const auto percent = static_cast<int>(std::lround(m_state.zoom * 100));
    if (!m_zoom->isSliderDown()) // Rounding to whole pixels must not move what is being dragged.
        m_zoom->setValue(percent);
    m_percent->setText(tr("%1 %").arg(percent));
}

} // namespace studio::ui
