// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/DifferencesDialog.h"

namespace studio::ui {
namespace {

constexpr qsizetype kShort = 24; // letters of a value beside which the other one has room

} // namespace

DifferencesDialog::DifferencesDialog(const QString& title, const std::vector<Fact>& facts, QWidget* parent)
    : FactsDialog("differencesDialog", parent)
{
    setFacts([this, title, facts] {
        setTitle(title);
        for (const Fact& fact : facts)
            addFact(fact.name,
                    fact.values[0] % (fact.values[0].size() > kShort ? u'\n' : u' ') % QStringLiteral("→ ")
                        % fact.values[1]);
    });
}

} // namespace studio::ui
