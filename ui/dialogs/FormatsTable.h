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

// The formats that can be exported here, one a row: what it is, what is in it, what it is good for, how large it gets.
// One is chosen, by pointer or arrow keys.
class FormatsTable : public QTableWidget {
    Q_OBJECT

public:
    explicit FormatsTable(const Theme& theme);

    // Keeps what is chosen, if it is still there.
    void setFormats(const std::vector<media::OfferedFormat>& formats);
    [[nodiscard]] const std::vector<media::OfferedFormat>& formats() const { return m_formats; }
    void choose(std::string_view id); // nothing happens where it isn't offered
    [[nodiscard]] const media::OfferedFormat* chosen() const; // null: there is none yet
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
