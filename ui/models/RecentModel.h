// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QDateTime>
#include <QImage>
#include <QList>
#include <QStringList>

namespace studio::ui {

// Scenes that were opened or saved last, each with its portrait. Files that are gone, or are no scenes, are left out.
class RecentModel : public QAbstractListModel {
    Q_OBJECT

public:
    explicit RecentModel(QObject* parent = nullptr);

    // Reads these files in the background; the list changes when all are read.
    void read(const QStringList& files);
    void retranslate();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    // Qt::DisplayRole: name and date, a line each; Qt::DecorationRole: a QImage; kGalleryPathRole
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Entry {
        QString file;
        QString name;
        QDateTime changed;
        QImage picture;
    };

    QList<Entry> m_entries;
    int m_question = 0; // older answers are dropped
};

} // namespace studio::ui
