// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/FetchLines.h"

#include "ui/theme/Theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QUrl>

namespace studio::ui {

FetchLines::FetchLines(const Theme& theme)
    : m_theme(theme)
    , m_texts(*this)
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    m_texts.add([this] {
        const QList<FetchLine> lines = std::exchange(m_lines, {});
        setLines(lines);
    });
}

void FetchLines::setLines(const QList<FetchLine>& lines)
{
    setVisible(!lines.isEmpty());
    if (lines == m_lines)
        return;
    m_lines = lines;
    auto* grid = static_cast<QGridLayout*>(layout());
    while (QLayoutItem* item = grid->takeAt(0)) {
        if (QWidget* old = item->widget()) {
            old->hide();
            old->deleteLater();
        }
        delete item;
    }
    int row = 0;
    for (const FetchLine& line : lines) {
        auto* link = makeButton("repositoryButton", ButtonRole::Flat);
        m_theme.putIcon(*link, Glyph::External, Token::Accent, 16);
        link->setText(line.repository);
        const QString address = QStringLiteral("https://huggingface.co/") % line.repository;
        link->setToolTip(tr("Open %1", "an address").arg(address));
        link->setAccessibleName(tr("Open the page of %1", "a repository").arg(line.repository));
        // A line edit, so that a part of it can be selected, too.
        auto* command = new QLineEdit(line.command);
        setObject(*command, "commandLineEdit");
        command->setReadOnly(true);
        command->setCursorPosition(0);
        command->setToolTip(line.command);
        command->setAccessibleName(tr("Command that downloads %1", "a repository").arg(line.repository));
        auto* copy = makeTool(m_theme, "copyCommandButton", Glyph::Duplicate);
        copy->setToolTip(tr("Copy the command"));
        copy->setAccessibleName(tr("Copy the command that downloads %1", "a repository").arg(line.repository));
        grid->addWidget(link, row, 0, Qt::AlignLeft);
        grid->addWidget(command, row, 1);
        grid->addWidget(copy, row, 2);
        connect(link, &QPushButton::clicked, this, [address] { QDesktopServices::openUrl(QUrl(address)); });
        connect(copy, &QToolButton::clicked, this, [text = line.command] { QApplication::clipboard()->setText(text); });
        ++row;
    }
}

} // namespace studio::ui
