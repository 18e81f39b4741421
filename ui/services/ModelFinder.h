// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/ModelSearch.h"

#include <QObject>
#include <QStringList>

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace studio::ui {

// The sets of a model's parts on this computer.
struct FoundModels {
    std::vector<pipeline::ModelSet> sets; // as pipeline::findModelSets() sorts them
    std::vector<pipeline::ForeignFile> others;
    std::optional<size_t> setUp; // of the sets, that of the place in the settings
    std::optional<size_t> finest; // of the sets that are complete and fit this machine
    bool isChanged = false; // other files were taken for parts of that set since
    std::set<std::filesystem::path> gone; // of the searched folders and the settings' place, those that don't exist
};

// Searches this computer for the parts of a model, in the background. Keeps what was found last, and the files that
// were taken for parts by hand, as long as the program runs.
class ModelFinder : public QObject {
    Q_OBJECT

public:
    explicit ModelFinder(QObject* parent = nullptr);
    ~ModelFinder() override;

    // Searches the usual places, `folders`, and `place` if it lies in none of them. Drops a search under way.
    void find(const ModelEntry& model, const QStringList& folders, const ModelPlace& place);
    // Takes a file for a part of a found set, as pipeline::takePart() does, and searches again as before. Without
    // `set`: of all sets that lack the part.
    void take(std::optional<size_t> set, ModelPart part, const QString& file);

    // Forgets files that were taken for these parts, from the next search on.
    void release(const std::vector<ModelPart>& parts);

    [[nodiscard]] bool isSearching() const { return m_searching; }
    // Empty before the first search of this model has ended.
    [[nodiscard]] const FoundModels& found(const ModelEntry& model) const;

Q_SIGNALS:
    void searching();
    void changed(); // the search has ended

private:
    struct Private;

    bool m_searching = false;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
