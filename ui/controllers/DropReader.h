// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/project/Scene.h"

#include <QImage>
#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

class QMimeData;

namespace studio::ui {

enum class DropKind {
    Nothing,
    Portrait,
    Voice,
    PortraitAndVoice,
    Scene,
    FilmWithSettings,
    Film,
    Checkpoint,
    Text,
    Films
};

// The content of dropped or pasted data.
struct Drop {
    DropKind kind = DropKind::Nothing;
    QString portrait; // path of the first picture
    QString voice; // path of the first sound or film
    QString file; // scene, film, folder or table of films
    QString text;
    QStringList otherPortraits; // paths of further portraits
    QStringList otherVoices;
    std::optional<project::Scene> scene; // from the settings in a film's metadata
    QString refused; // name of the first file of an unusable kind
};

// Identifies dropped data. guess() judges by file names only, for the highlight during a drag; read() opens the files
// in the background and emits understood().
class DropReader : public QObject {
    Q_OBJECT

public:
    // `pasteFolder` receives pasted images and inputs embedded in films.
    explicit DropReader(const QString& pasteFolder, const ModelCatalogue& models = {}, QObject* parent = nullptr);
    ~DropReader() override;

    [[nodiscard]] static DropKind guess(const QMimeData& data);
    void read(const QMimeData& data);
    void readFiles(const QStringList& files);

Q_SIGNALS:
    void understood(const studio::ui::Drop& drop);

private:
    struct Private;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
