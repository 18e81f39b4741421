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

enum class DropKind { Nothing, Portrait, Voice, PortraitAndVoice, Scene, FilmWithSettings, Film, Checkpoint, Text };

// What dropped or pasted files are, by what is in them.
struct Drop {
    DropKind kind = DropKind::Nothing;
    QString portrait; // of the first picture
    QString voice; // of the first sound, or film
    QString file; // scene, film or folder
    QString text;
    QStringList otherPortraits; // those after the first of the kind
    QStringList otherVoices;
    std::optional<project::Scene> scene; // what a film's settings say
    QString refused; // the name of a file that nobody takes
};

// Tells what is dropped. guess() goes by names alone, for the highlight while dragging; read() looks into the files in
// the background and answers with a signal.
class DropReader : public QObject {
    Q_OBJECT

public:
    // Pasted pictures that are no files are written to `pasteFolder`, and inputs that travel in a film.
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
