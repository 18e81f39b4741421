// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Preset.h"

#include <QAbstractListModel>

namespace studio::ui {

class FileWorker;

// Presets for a combo box: built-in ones, a separator, the user's. Built-in names are translated by id.
class PresetModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole, BuiltInRole };

    // Borrows the worker, which reads and writes `file`; failed() reports its errors. Once the file is read, the user's
    // presets appear by a model reset.
    PresetModel(FileWorker& files, const QString& file, QObject* parent = nullptr);

    [[nodiscard]] project::PresetList& list() { return m_list; }
    [[nodiscard]] const project::Preset* find(const QString& id) const;
    // Text in the combo box; empty for an unknown id.
    [[nodiscard]] QString displayName(const QString& id) const;

    Result<QString> save(const QString& name, const project::PresetValues& values);
    Status rename(const QString& id, const QString& name);
    Status remove(const QString& id);
    void importFrom(const QString& file); // in the background
    Status exportTo(const QString& file, const QStringList& ids) const;
    void retranslate();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void failed(const studio::Error& error);
    void setAside(const QString& kept); // the file can't be read, and is kept under this name

private:
    void changed();

    FileWorker& m_files;
    project::PresetList m_list;
    bool m_isRead = false; // until then the file is not overwritten
};

} // namespace studio::ui
