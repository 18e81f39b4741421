// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/WordsDialog.h"

#include "ui/common/Parts.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace studio::ui {

WordsDialog::WordsDialog(QWidget& parent, const QString& words)
    : QDialog(&parent)
    , m_words(new QPlainTextEdit(words))
{
    setObjectName(QStringLiteral("wordsDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Words of the film"));
    resize(520, 340);
    setObject(*m_words, "wordsTextEdit");
    m_words->setTabChangesFocus(true);
    auto* label = makeLabel(LabelRole::Soft);
    label->setText(tr("All that is spoken, from the beginning to the end, or an SRT"));
    label->setBuddy(m_words);
    m_words->setAccessibleName(label->text());
    auto* note = makeLabel(LabelRole::Hint, "wordsNoteLabel");
    note->setText(tr("The words are laid under the voice by its pauses and their number of letters. No speech is "
                     "recognised: look at the preview."));
    note->setWordWrap(true);
    auto* cancel = makeButton("wordsCancelButton");
    cancel->setText(tr("Cancel"));
    auto* ok = makeButton("wordsOkButton", ButtonRole::Primary);
    ok->setText(tr("Use them"));
    ok->setDefault(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(10);
    column->addWidget(label);
    column->addWidget(m_words, 1);
    column->addWidget(note);
    column->addLayout(makeRow({Stretch(), cancel, ok}));
    connect(ok, &QPushButton::clicked, this, &QDialog::accept);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
}

void WordsDialog::ask(QWidget& parent, const QString& words, const std::function<void(const QString&)>& given)
{
    auto* dialog = new WordsDialog(parent, words);
    connect(dialog, &QDialog::accepted, &parent, [dialog, given] { given(dialog->m_words->toPlainText()); });
    dialog->open();
}

} // namespace studio::ui
