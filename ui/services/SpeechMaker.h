// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/SpokenText.h"

#include <QObject>
#include <QString>

#include <stop_token>
#include <vector>

namespace studio::ui {

// Makes voices of texts in the background, one at a time, and keeps them as files of a folder. Its end stops the work.
class SpeechMaker : public QObject {
    Q_OBJECT

public:
    // `command`: media::SpeechOrder's. The folder is made when it is needed.
    SpeechMaker(QString folder, QString command, QObject* parent);
    ~SpeechMaker() override;

    // listed() or failed() follows.
    void listVoices();
    // made(), failed() or stopped() follows.
    void make(const Speech& speech);
    void stop() { m_stop.request_stop(); }
    [[nodiscard]] bool isBusy() const { return m_isBusy; }

Q_SIGNALS:
    void listed(const std::vector<studio::media::SpeechVoice>& voices);
    void made(const studio::Speech& speech, const QString& file);
    void failed(const studio::Error& error);
    void stopped();

private:
    QString m_folder;
    QString m_command;
    std::stop_source m_stop; // of the voice that is being made
    std::stop_source m_end;
    bool m_isBusy = false;
};

} // namespace studio::ui
