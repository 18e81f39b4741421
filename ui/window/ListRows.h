// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QIdentityProxyModel>

namespace studio::ui {

// Takes as tiles: TakeModel's values in words and pictures for TakeDelegate.
class TakeRows : public QIdentityProxyModel {
    Q_OBJECT

public:
    using QIdentityProxyModel::QIdentityProxyModel;
    // The bar on a take that is being exported; less than 0: none.
    void setExporting(int take, double part);
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    QHash<int, double> m_exporting; // by take number
};

// Jobs as rows: QueueModel's values in words and pictures for JobDelegate.
class JobRows : public QIdentityProxyModel {
    Q_OBJECT

public:
    using QIdentityProxyModel::QIdentityProxyModel;
    // Pictures of the jobs' portraits, by path; whoever reads them adds them.
    void setThumbnail(const QString& portrait, const QImage& picture);
    [[nodiscard]] bool hasThumbnail(const QString& portrait) const { return m_thumbnails.contains(portrait); }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    QHash<QString, QImage> m_thumbnails;
};

} // namespace studio::ui
