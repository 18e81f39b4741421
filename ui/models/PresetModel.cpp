// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/PresetModel.h"

#include "ui/services/FileWorker.h"
#include "ui/services/Text.h"

namespace studio::ui {
namespace {

int builtInCount()
{
    return static_cast<int>(project::builtInPresets().size());
}

} // namespace

PresetModel::PresetModel(FileWorker& files, const QString& file, QObject* parent)
    : QAbstractListModel(parent)
    , m_files(files)
    , m_list(toPath(file), [this, own = toPath(file)](const std::filesystem::path& path, const std::string& text) {
        if (m_isRead || path != own)
            m_files.run(
                this, [path, text] { return project::writePresets(path, text); },
                [this](const Status& written) {
                    if (!written)
                        Q_EMIT failed(written.error());
                });
        return Status(kDone);
    })
{
    m_files.run(
        this, [own = toPath(file)] { return project::readOwnPresets(own); },
        [this](const project::OwnPresets& own) {
            m_isRead = true;
            (void)m_list.setOwn(own.presets); // Errors come as failed().
            changed();
            if (!own.unreadable.empty())
                Q_EMIT setAside(fromPath(own.unreadable));
        });
}

const project::Preset* PresetModel::find(const QString& id) const
{
    return m_list.find(id.toStdString());
}

QString PresetModel::displayName(const QString& id) const
{
    if (id == QLatin1String("quick-preview"))
        return tr("Quick preview");
    if (id == QLatin1String("standard"))
        return tr("Standard");
    if (id == QLatin1String("high-quality-short"))
        return tr("High quality, short");
    if (id == QLatin1String("long-video"))
        return tr("Long video");
    const project::Preset* const preset = find(id);
    return preset ? QString::fromStdString(preset->name) : QString();
}

void PresetModel::changed()
{
    beginResetModel();
    endResetModel();
}

Result<QString> PresetModel::save(const QString& name, const project::PresetValues& values)
{
    const Result<std::string> saved = m_list.save(name.toStdString(), values);
    changed();
    return saved ? Result<QString>(QString::fromStdString(*saved)) : Result<QString>(saved.error());
}

Status PresetModel::rename(const QString& id, const QString& name)
{
    Status renamed = m_list.rename(id.toStdString(), name.toStdString());
    changed();
    return renamed;
}

Status PresetModel::remove(const QString& id)
{
    Status removed = m_list.remove(id.toStdString());
    changed();
    return removed;
}

void PresetModel::importFrom(const QString& file)
{
    m_files.run(
        this, [path = toPath(file)] { return project::readPresets(path); },
        [this](const Result<std::vector<project::Preset>>& imported) {
            if (!imported) {
                Q_EMIT failed(imported.error());
                return;
            }
            (void)m_list.add(*imported);
            changed();
        });
}

Status PresetModel::exportTo(const QString& file, const QStringList& ids) const
{
    std::vector<std::string> chosen;
    for (const QString& id : ids)
        chosen.push_back(id.toStdString());
    return m_list.exportTo(toPath(file), chosen);
}

void PresetModel::retranslate()
{
    Q_EMIT dataChanged(index(0), index(builtInCount() - 1));
}

int PresetModel::rowCount(const QModelIndex& parent) const
{
    if (parent.isValid())
        return 0;
    const auto count = static_cast<int>(m_list.presets().size());
    return count > builtInCount() ? count + 1 : count;
}

QVariant PresetModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    if (index.row() == builtInCount()) // As QComboBox draws one.
        return role == Qt::AccessibleDescriptionRole ? QVariant(QStringLiteral("separator")) : QVariant();
    const auto at = static_cast<size_t>(index.row() > builtInCount() ? index.row() - 1 : index.row());
    const project::Preset& preset = m_list.presets()[at];
    const QString id = QString::fromStdString(preset.id);
    switch (role) {
    case Qt::DisplayRole: return displayName(id);
    case IdRole: return id;
    case BuiltInRole: return preset.builtIn;
    default: return {};
    }
}

Qt::ItemFlags PresetModel::flags(const QModelIndex& index) const
{
    return index.row() == builtInCount() ? Qt::NoItemFlags : QAbstractListModel::flags(index);
}

} // namespace studio::ui
