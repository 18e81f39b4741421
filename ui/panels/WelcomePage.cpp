// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/WelcomePage.h"

#include "ui/common/Actions.h"
#include "ui/theme/Theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace studio::ui {

WelcomePage::WelcomePage(const Theme& theme, Actions& actions)
    : m_texts(*this)
{
    setObjectName(QStringLiteral("welcomePage"));
    auto* mark = new QLabel;
    mark->setPixmap(Theme::applicationIcon().pixmap(QSize(theme.px(72), theme.px(72)), devicePixelRatioF()));
    mark->setAlignment(Qt::AlignCenter);
    auto* heading = makeLabel(LabelRole::Heading, "welcomeHeadingLabel");
    auto* words = makeLabel(LabelRole::Soft, "welcomeWordsLabel");
    heading->setAlignment(Qt::AlignCenter);
    words->setAlignment(Qt::AlignCenter);
    words->setWordWrap(true);
    auto* demo = makeButton("openDemoButton", ButtonRole::Primary);
    auto* choose = makeButton("welcomeChooseButton");
    bindButton(*demo, *actions[ActionId::OpenDemoScene]);
    bindButton(*choose, *actions[ActionId::ChoosePortrait]);
    auto* column = new QVBoxLayout(this);
    column->addStretch(3);
    for (QWidget* item : {static_cast<QWidget*>(mark), static_cast<QWidget*>(heading), static_cast<QWidget*>(words)}) {
        column->addWidget(item);
        column->addSpacing(4);
    }
    column->addSpacing(10);
    column->addLayout(makeRow({Stretch(), demo, choose, Stretch()}));
    column->addStretch(4);
    m_texts.add([=] {
        heading->setText(tr("A portrait, a voice, a sentence"));
        words->setText(tr("Drop both files anywhere in this window, or start from the demo."));
        demo->setText(tr("Open the demo scene"));
        choose->setText(tr("Choose portrait…"));
    });
}

} // namespace studio::ui
