// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/SpeechMaker.h"

#include "core/media/PartFile.h"
#include "ui/services/Background.h"
#include "ui/services/Text.h"

#include <utility>

namespace studio::ui {
namespace {

namespace fs = std::filesystem;

constexpr int kLongestName = 40; // characters

// The text's beginning.
QString nameOf(const Speech& speech)
{
    QString name;
    for (const QChar letter : QString::fromStdString(media::spokenWords(speech.text)).simplified()) {
        if (letter.isLetterOrNumber() || letter == u' ' || letter == u'-')
            name += letter;
        if (name.size() >= kLongestName)
            break;
    }
    name = name.trimmed();
    return name.isEmpty() ? QStringLiteral("speech") : name;
}

Result<fs::path> makeFile(const media::SpeechOrder& order, const fs::path& folder, const fs::path& name,
                          const std::stop_token& stop)
{
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed)
        return Error{ErrorCode::NotWritable, folder.string(), failed.message()};
    Result<media::PartFile> part = media::PartFile::reserveFree(folder / name);
    if (!part)
        return part.error();
    const Result<double> spoken = media::speak(order, part->opened(), stop);
    if (!spoken) {
        part->remove();
        return spoken.error();
    }
    return part->publishFree(folder / name);
}

} // namespace

SpeechMaker::SpeechMaker(QString folder, QString command, QObject* parent)
    : QObject(parent)
    , m_folder(std::move(folder))
    , m_command(std::move(command))
{
}

SpeechMaker::~SpeechMaker()
{
    m_stop.request_stop();
    m_end.request_stop();
}

void SpeechMaker::listVoices()
{
    inBackground(
        this, [stop = m_end.get_token()] { return media::speechVoices(stop); },
        [this](const Result<std::vector<media::SpeechVoice>>& voices) {
            if (voices)
                Q_EMIT listed(*voices);
            else
                Q_EMIT failed(voices.error());
        });
}

void SpeechMaker::make(const Speech& speech)
{
    if (m_isBusy)
        return;
    m_isBusy = true;
    m_stop = std::stop_source();
    inBackground(
        this,
        [order = media::SpeechOrder{speech, m_command.toStdString()}, folder = toPath(m_folder),
         name = toPath(nameOf(speech) + QStringLiteral(".wav")),
         stop = m_stop.get_token()] { return makeFile(order, folder, name, stop); },
        [this, speech](const Result<fs::path>& file) {
            m_isBusy = false;
            if (file)
                Q_EMIT made(speech, fromPath(*file));
            else if (file.error().code == ErrorCode::Cancelled)
                Q_EMIT stopped();
            else
                Q_EMIT failed(file.error());
        });
}

} // namespace studio::ui
