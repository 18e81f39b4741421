// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/NameDialog.h"

#include "ui/common/Parts.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace studio::ui {

NameDialog::NameDialog(QWidget& parent, const QString& title, const QString& caption, const QString& name,
                       const QString& note)
    : QDialog(&parent)
    , m_name(new QLineEdit(name))
    , m_ok(makeButton("nameOkButton", ButtonRole::Primary))
{
    setObjectName(QStringLiteral("nameDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    setMinimumWidth(380);
    setObject(*m_name, "nameLineEdit");
    m_name->setAccessibleName(caption);
    m_name->selectAll();
    auto* label = makeLabel(LabelRole::Soft);
    label->setText(caption);
    label->setBuddy(m_name);
    auto* cancel = makeButton("nameCancelButton");
    cancel->setText(tr("Cancel"));
    m_ok->setText(title);
    m_ok->setDefault(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(10);
    column->addWidget(label);
    column->addWidget(m_name);
    if (!note.isEmpty()) {
        auto* what = makeLabel(LabelRole::Hint, "nameNoteLabel");
        what->setText(note);
        what->setWordWrap(true);
        m_name->setAccessibleDescription(note);
        column->addWidget(what);
    }
    column->addSpacing(6);
    column->addLayout(makeRow({Stretch(), cancel, m_ok}));
    const auto check = [this] {
        setAvailability(*m_ok, {.on = !m_name->text().trimmed().isEmpty(), .why = tr("It needs a name.")}, {});
    };
    check();
    connect(m_name, &QLineEdit::textChanged, this, check);
    connect(m_ok, &QPushButton::clicked, this, &QDialog::accept);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
}

void NameDialog::ask(QWidget& parent, const QString& title, const QString& caption, const QString& name,
                     const std::function<void(const QString&)>& named, const QString& note)
{
    auto* dialog = new NameDialog(parent, title, caption, name, note);
    connect(dialog, &QDialog::accepted, &parent, [dialog, named] { named(dialog->m_name->text().trimmed()); });
    dialog->open();
}

} // namespace studio::ui
