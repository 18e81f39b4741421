// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/ExportFormat.h"

#include <QTableWidget>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace studio::ui {

class Theme;

// The export formats that this machine can write, one per row: title, content, purpose, size. One row is chosen.
class FormatsTable : public QTableWidget {
    Q_OBJECT

public:
    explicit FormatsTable(const Theme& theme);

    // Keeps the chosen format if it is still offered.
    void setFormats(const std::vector<media::OfferedFormat>& formats);
    [[nodiscard]] const std::vector<media::OfferedFormat>& formats() const { return m_formats; }
    void choose(std::string_view id); // no effect if it isn't offered
    [[nodiscard]] const media::OfferedFormat* chosen() const; // null: none yet
    void setBytes(std::string_view id, std::optional<qint64> bytes); // of the export; none while unknown
    void forgetBytes();
    void setWords(); // in the language of the moment

    [[nodiscard]] QSize sizeHint() const override; // all rows

Q_SIGNALS:
    void chosenChanged();

private:
    void showBytes();
    void fitColumns();
    [[nodiscard]] int heightOf(int rows) const;

    const Theme& m_theme;
    std::vector<media::OfferedFormat> m_formats;
    std::map<std::string, qint64, std::less<>> m_bytes;
};

} // namespace studio::ui
