// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/RecentModel.h"

#include "core/media/Thumbnail.h"
#include "core/project/Scene.h"
#include "ui/services/Background.h"
#include "ui/services/DemoGallery.h"
#include "ui/services/Gallery.h"
#include "ui/services/Images.h"
#include "ui/services/Text.h"

#include <QFileInfo>
#include <QLocale>

namespace studio::ui {

RecentModel::RecentModel(QObject* parent)
    : QAbstractListModel(parent)
{
}

void RecentModel::read(const QStringList& files)
{
    inBackground(
        this,
        [files] {
            QList<Entry> entries;
            for (const QString& file : files) {
                const Result<project::Scene> scene = project::loadScene(toPath(file));
                if (!scene)
                    continue;
                const QFileInfo info(file);
                Entry entry{
                    .file = file, .name = info.completeBaseName(), .changed = info.lastModified(), .picture = {}};
                if (!scene->portrait.empty()) {
                    if (const Result<media::Picture> picture = media::pictureThumbnail(scene->portrait, kGallerySide))
                        entry.picture = imageOf(*picture);
                }
                entries.append(entry);
            }
            return entries;
        },
        [this, question = ++m_question](const QList<Entry>& entries) {
            if (question != m_question)
                return;
            beginResetModel();
            m_entries = entries;
            endResetModel();
        });
}

void RecentModel::retranslate()
{
    if (!m_entries.isEmpty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int RecentModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant RecentModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Entry& entry = m_entries.at(index.row());
    const QString date = QLocale().toString(entry.changed.date(), QLocale::ShortFormat);
    switch (role) {
    case Qt::DisplayRole: return QString(entry.name % QLatin1Char('\n') % date);
    case Qt::AccessibleTextRole: return QString(entry.name % QStringLiteral(", ") % date);
    case Qt::DecorationRole: return entry.picture;
    case Qt::ToolTipRole: return entry.file;
    case kGalleryPathRole: return entry.file;
    default: return {};
    }
}

} // namespace studio::ui
