// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/GalleryModels.h"

#include "ui/services/Background.h"

#include <QFileInfo>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

// Titles of the demo's voices, for the translation.
constexpr const char* kTitles[]
    = {QT_TRANSLATE_NOOP("studio::ui::VoiceModel", "Welcome"), QT_TRANSLATE_NOOP("studio::ui::VoiceModel", "The fox"),
       QT_TRANSLATE_NOOP("studio::ui::VoiceModel", "Good morning")};

// A row of the user's own, without a name, is the last one.
template<typename Item, typename Named>
bool hasOwn(const QList<Item>& items, const Named& named)
{
    return !items.isEmpty() && named(items.last()).isEmpty();
}

QString wholeSeconds(double seconds)
{
    const auto whole = static_cast<int>(std::lround(seconds));
    return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

FaceModel::FaceModel(DemoGallery& gallery, QObject* parent)
    : QAbstractListModel(parent)
    , m_gallery(gallery)
    , m_faces(gallery.faces())
{
    connect(&gallery, &DemoGallery::facesRead, this, [this] {
        std::copy(m_gallery.faces().begin(), m_gallery.faces().end(), m_faces.begin());
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    });
}

int FaceModel::setOwn(const QString& path)
{
    const int row = static_cast<int>(m_gallery.faces().size());
    if (hasOwn(m_faces, [](const GalleryFace& face) { return face.name; })) {
        m_faces[row] = {.name = {}, .path = path, .prompt = {}};
        Q_EMIT dataChanged(index(row), index(row));
    } else {
        beginInsertRows({}, row, row);
        m_faces.append({.name = {}, .path = path, .prompt = {}});
        endInsertRows();
    }
    inBackground(
        this, [face = m_faces.last()] { return readFace(face); },
        [this, row](const GalleryFace& face) {
            if (m_faces.value(row).path != face.path)
                return;
            m_faces[row] = face;
            Q_EMIT dataChanged(index(row), index(row));
        });
    return row;
}

void FaceModel::retranslate()
{
    Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int FaceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_faces.size());
}

QVariant FaceModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const GalleryFace& face = m_faces.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return face.name.isEmpty() ? tr("Yours") : face.name;
    case Qt::DecorationRole: return face.picture;
    case Qt::ToolTipRole: return face.name.isEmpty() ? QFileInfo(face.path).fileName() : QString();
    case kGalleryPathRole: return face.path;
    default: return {};
    }
}

VoiceModel::VoiceModel(DemoGallery& gallery, QObject* parent)
    : QAbstractListModel(parent)
    , m_gallery(gallery)
    , m_voices(gallery.voices())
{
    connect(&gallery, &DemoGallery::voicesRead, this, [this] {
        std::copy(m_gallery.voices().begin(), m_gallery.voices().end(), m_voices.begin());
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    });
}

int VoiceModel::setOwn(const QString& path)
{
    const int row = static_cast<int>(m_gallery.voices().size());
    if (hasOwn(m_voices, [](const GalleryVoice& voice) { return voice.title; })) {
        m_voices[row] = {.title = {}, .language = {}, .path = path};
        Q_EMIT dataChanged(index(row), index(row));
    } else {
        beginInsertRows({}, row, row);
        m_voices.append({.title = {}, .language = {}, .path = path});
        endInsertRows();
    }
    inBackground(
        this, [voice = m_voices.last()] { return readVoice(voice); },
        [this, row](const GalleryVoice& voice) {
            if (m_voices.value(row).path != voice.path)
                return;
            m_voices[row] = voice;
            Q_EMIT dataChanged(index(row), index(row));
        });
    return row;
}

void VoiceModel::setPlaying(int row, double part)
{
    const int before = std::exchange(m_playing, row);
    m_part = part;
    for (const int changed : {before, row}) {
        if (changed >= 0)
            Q_EMIT dataChanged(index(changed), index(changed));
    }
}

void VoiceModel::retranslate()
{
    Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int VoiceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_voices.size());
}

QString VoiceModel::title(const GalleryVoice& voice) const
{
    if (voice.title.isEmpty())
        return tr("Yours");
    const auto* const known = std::find_if(std::begin(kTitles), std::end(kTitles),
                                           [&](const char* title) { return voice.title == QLatin1String(title); });
    return known == std::end(kTitles) ? voice.title : tr(*known);
}

QString VoiceModel::detail(const GalleryVoice& voice) const
{
    const QString length = voice.pyramid ? wholeSeconds(voice.seconds) : QStringLiteral("–");
    const QString language = voice.language == QLatin1String("en") ? tr("English")
        : voice.language == QLatin1String("zh")                    ? tr("Chinese")
                                                                   : QFileInfo(voice.path).fileName();
    return tr("%1 · %2", "length, language").arg(length, language);
}

QVariant VoiceModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const GalleryVoice& voice = m_voices.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return title(voice);
    case Qt::AccessibleTextRole: return QString(title(voice) % QStringLiteral(", ") % detail(voice));
    case kGalleryPathRole: return voice.path;
    case kVoiceTileRole:
        return QVariant::fromValue(VoiceTile{.title = title(voice),
                                             .detail = detail(voice),
                                             .pyramid = voice.pyramid,
                                             .played = index.row() == m_playing ? m_part : -1});
    default: return {};
    }
}

} // namespace studio::ui
