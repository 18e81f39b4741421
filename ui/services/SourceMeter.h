// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/spec/ModelSources.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace studio::ui {

// Bytes per second at which a source (as hub::HubServer::named() takes it) gives a file. Runs on any thread.
using SourceProbe
    = std::function<Result<double>(const std::string& source, const SourceFile& file, const std::stop_token& stop)>;

// Loads the first 2 MB of the file.
[[nodiscard]] Result<double> probeSource(const std::string& source, const SourceFile& file,
                                         const std::stop_token& stop);

// Measures in the background how fast sources are from here, one after the other, so that they don't share the line.
// Keeps what was measured as long as the program runs. To be called on the GUI thread.
class SourceMeter : public QObject {
    Q_OBJECT

public:
    // Without a probe nothing is measured.
    explicit SourceMeter(SourceProbe probe, QObject* parent = nullptr);
    ~SourceMeter() override; // stops

    // Measures those that weren't measured yet, with this file.
    void measure(const QStringList& sources, const SourceFile& file);
    void stop();
    [[nodiscard]] double bytesPerSecond(const QString& source) const; // 0: not measured

Q_SIGNALS:
    void measured();

private:
    struct Private;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
