// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/TokenDialog.h"

#include "ui/common/Parts.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace studio::ui {

TokenDialog::TokenDialog(QWidget& parent, const QString& server, const QString& note)
    : QDialog(&parent)
    , m_token(new QLineEdit)
    , m_ok(makeButton("tokenOkButton", ButtonRole::Primary))
{
    setObjectName(QStringLiteral("tokenDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Paste a token"));
    setMinimumWidth(420);
    setObject(*m_token, "tokenLineEdit");
    m_token->setEchoMode(QLineEdit::Password);
    auto* label = makeLabel(LabelRole::Soft);
    label->setText(tr("Token of your account at %1", "a server").arg(server));
    label->setBuddy(m_token);
    m_token->setAccessibleName(label->text());
    auto* kept = makeLabel(LabelRole::Hint, "tokenNoteLabel");
    kept->setText(note);
    kept->setWordWrap(true);
    auto* cancel = makeButton("tokenCancelButton");
    cancel->setText(tr("Cancel"));
    m_ok->setText(tr("Use it"));
    m_ok->setDefault(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(10);
    column->addWidget(label);
    column->addWidget(m_token);
    column->addWidget(kept);
    column->addSpacing(6);
    column->addLayout(makeRow({Stretch(), cancel, m_ok}));
    const auto check = [this] { m_ok->setEnabled(!m_token->text().trimmed().isEmpty()); };
    check();
    connect(m_token, &QLineEdit::textChanged, this, check);
    connect(m_ok, &QPushButton::clicked, this, &QDialog::accept);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
}

void TokenDialog::ask(QWidget& parent, const QString& server, const QString& note,
                      const std::function<void(const QString&)>& given)
{
    auto* dialog = new TokenDialog(parent, server, note);
    connect(dialog, &QDialog::accepted, &parent, [dialog, given] { given(dialog->m_token->text().trimmed()); });
    dialog->open();
}

} // namespace studio::ui
