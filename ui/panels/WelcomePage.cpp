// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/WelcomePage.h"

#include "ui/common/Actions.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/GalleryView.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShowEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace studio::ui {
namespace {

constexpr int kWidest = 640; // design pixels; of what stands in the middle
constexpr int kRoomForMark = 440; // of height
constexpr int kScenePicture = 84;
constexpr int kFacePicture = 60;

} // namespace

WelcomePage::WelcomePage(const Theme& theme, Actions& actions)
    : m_theme(theme)
    , m_texts(*this)
    , m_mark(new QLabel)
    , m_scenesCaption(makeLabel(LabelRole::Section, "recentScenesLabel"))
    , m_scenes(new GalleryView("recentScenesView", new PictureTileDelegate(theme, kScenePicture, 2)))
    , m_faces(new GalleryView("welcomeFacesView", new PictureTileDelegate(theme, kFacePicture, 1)))
{
    setObjectName(QStringLiteral("welcomePage"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    m_mark->setPixmap(Theme::applicationIcon().pixmap(QSize(theme.px(56), theme.px(56)), devicePixelRatioF()));
    m_mark->setAlignment(Qt::AlignCenter);
    auto* heading = makeLabel(LabelRole::Heading, "welcomeHeadingLabel");
    auto* words = makeLabel(LabelRole::Soft, "welcomeWordsLabel");
    auto* facesCaption = makeLabel(LabelRole::Section, "welcomeFacesLabel");
    for (QLabel* label : {heading, words, m_scenesCaption, facesCaption})
        label->setAlignment(Qt::AlignCenter);
    words->setWordWrap(true);
    auto* demo = makeButton("openDemoButton", ButtonRole::Primary);
    auto* choose = makeButton("welcomeChooseButton");
    bindButton(*demo, *actions[ActionId::OpenDemoScene]);
    bindButton(*choose, *actions[ActionId::ChoosePortrait]);
    m_scenesCaption->hide();
    m_scenes->hide();

    auto* page = new QWidget;
    m_column = new QVBoxLayout(page);
    m_column->setSpacing(6);
    m_column->addStretch(3);
    m_column->addWidget(m_mark);
    m_column->addWidget(heading);
    m_column->addWidget(words);
    m_column->addSpacing(6);
    m_column->addWidget(m_scenesCaption);
    m_column->addWidget(m_scenes);
    m_column->addWidget(facesCaption);
    m_column->addWidget(m_faces);
    m_column->addSpacing(6);
    m_column->addLayout(makeRow({Stretch(), demo, choose, Stretch()}));
    m_column->addStretch(4);
    setWidget(page);
    m_texts.add([=, this] {
        heading->setText(tr("A portrait, a voice, a sentence"));
        words->setText(tr("Drop both files anywhere in this window, or start from the demo."));
        m_scenesCaption->setText(tr("Recent scenes"));
        m_scenes->setAccessibleName(tr("Recent scenes"));
        facesCaption->setText(tr("Faces of the demo"));
        m_faces->setAccessibleName(tr("Faces of the demo"));
        demo->setText(tr("Open the demo scene"));
        choose->setText(tr("Choose portrait…"));
    });
    connect(m_scenes, &GalleryView::picked, this, &WelcomePage::scenePicked);
    connect(m_faces, &GalleryView::picked, this, &WelcomePage::facePicked);
}

void WelcomePage::setLists(QAbstractItemModel& scenes, QAbstractItemModel& faces)
{
    m_scenes->setModel(&scenes);
    m_faces->setModel(&faces);
    const auto fill = [this, &scenes] {
        m_scenesCaption->setVisible(scenes.rowCount() > 0);
        m_scenes->setVisible(scenes.rowCount() > 0);
    };
    connect(&scenes, &QAbstractItemModel::modelReset, this, fill);
    fill();
}

void WelcomePage::focusFirst()
{
    (m_scenes->isVisible() ? m_scenes : m_faces)->setFocus(Qt::TabFocusReason);
}

void WelcomePage::showEvent(QShowEvent* event)
{
    QScrollArea::showEvent(event);
    if (event->spontaneous())
        return;
    m_scenes->clearSelection();
    m_faces->clearSelection();
    Q_EMIT shown();
}

void WelcomePage::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    const int side = std::max(12, (width() - m_theme.px(kWidest)) / 2);
    m_column->setContentsMargins(side, 8, side, 8);
    m_mark->setVisible(height() >= m_theme.px(kRoomForMark));
}

} // namespace studio::ui
