// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QString>

#include <filesystem>
#include <string>

// Between Qt's strings and the engine's UTF-8.
namespace studio::ui {

inline std::filesystem::path toPath(const QString& path)
{
    return {QFile::encodeName(path).toStdString()};
}

inline QString fromPath(const std::filesystem::path& path)
{
    return QFile::decodeName(QByteArray::fromStdString(path.string()));
}

} // namespace studio::ui
