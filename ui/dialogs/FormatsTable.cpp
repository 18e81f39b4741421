// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/FormatsTable.h"

#include "ui/common/Parts.h"
#include "ui/common/Words.h"
#include "ui/theme/Theme.h"

#include <QFontMetrics>
#include <QHeaderView>
#include <QScrollBar>

#include <algorithm>

namespace studio::ui {
namespace {

enum Column { Format, Content, Purpose, Size, Columns };

constexpr double kRowHeight = 26;
constexpr double kPadding = 6; // of cells and headings, left and right
constexpr int kLeastRows = 4; // more are scrolled to, where there is no room

QTableWidgetItem* makeItem(Qt::Alignment alignment)
{
    auto* item = new QTableWidgetItem;
    item->setTextAlignment(alignment | Qt::AlignVCenter);
    return item;
}

} // namespace

FormatsTable::FormatsTable(const Theme& theme)
    : QTableWidget(0, Columns)
    , m_theme(theme)
{
    setObject(*this, "formatsTable");
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setTabKeyNavigation(false);
    setShowGrid(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(theme.px(kRowHeight));
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setSectionResizeMode(Purpose, QHeaderView::Stretch);
    setMinimumHeight(heightOf(kLeastRows));
    connect(this, &QTableWidget::itemSelectionChanged, this, &FormatsTable::chosenChanged);
}

int FormatsTable::heightOf(int rows) const
{
    return m_theme.px(kRowHeight) * (rows + 1) + 2 * frameWidth();
}

QSize FormatsTable::sizeHint() const
{
    return {QTableWidget::sizeHint().width(), heightOf(std::max(kLeastRows, rowCount()))};
}

// To what is in them and above them. The sizes come one after the other: their column doesn't move.
void FormatsTable::fitColumns()
{
    const QFontMetrics metrics(horizontalHeader()->font());
    for (const Column column : {Format, Content, Size}) {
        int width
            = std::max(sizeHintForColumn(column), metrics.horizontalAdvance(horizontalHeaderItem(column)->text()));
        if (column == Size)
            width = std::max(width, metrics.horizontalAdvance(QStringLiteral("888.8 MB")));
        setColumnWidth(column, width + m_theme.px(2 * kPadding));
    }
}

void FormatsTable::setFormats(const std::vector<media::OfferedFormat>& formats)
{
    const std::string before = chosen() ? std::string(chosen()->format->id) : std::string();
    {
        const QSignalBlocker silent(this);
        m_formats = formats;
        setRowCount(static_cast<int>(formats.size()));
        for (int row = 0; row < rowCount(); ++row) {
            for (const Column column : {Format, Content, Purpose, Size})
                setItem(row, column, makeItem(column == Size ? Qt::AlignRight : Qt::AlignLeft));
            QFont bold = font();
            bold.setWeight(QFont::DemiBold);
            item(row, Format)->setFont(bold);
            for (const Column column : {Purpose, Size})
                item(row, column)->setForeground(m_theme.color(Token::TextSoft));
        }
        clearSelection();
        choose(before);
    }
    setWords();
    setMaximumHeight(heightOf(std::max(kLeastRows, rowCount())));
    updateGeometry();
}

void FormatsTable::choose(std::string_view id)
{
    for (size_t row = 0; row < m_formats.size(); ++row) {
        if (m_formats[row].format->id == id) {
            setCurrentCell(static_cast<int>(row), Format);
            selectRow(static_cast<int>(row));
            return;
        }
    }
}

const media::OfferedFormat* FormatsTable::chosen() const
{
    const QList<QTableWidgetItem*> items = selectedItems();
    const auto row = items.isEmpty() ? m_formats.size() : static_cast<size_t>(items.first()->row());
    return row < m_formats.size() ? &m_formats[row] : nullptr;
}

void FormatsTable::setBytes(std::string_view id, std::optional<qint64> bytes)
{
    if (bytes)
        m_bytes[std::string(id)] = *bytes;
    else
        m_bytes.erase(std::string(id));
    showBytes();
}

void FormatsTable::forgetBytes()
{
    m_bytes.clear();
    showBytes();
}

void FormatsTable::showBytes()
{
    for (size_t row = 0; row < m_formats.size(); ++row) {
        const auto known = m_bytes.find(m_formats[row].format->id);
        item(static_cast<int>(row), Size)->setText(known != m_bytes.end() ? words::bytes(known->second) : QString());
    }
}

void FormatsTable::setWords()
{
    setAccessibleName(tr("Format"));
    setHorizontalHeaderLabels({tr("Format"), tr("Picture and sound"), tr("Good for"), tr("File size")});
    for (const Column column : {Format, Content, Purpose})
        horizontalHeaderItem(column)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeaderItem(Size)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (size_t row = 0; row < m_formats.size(); ++row) {
        const media::ExportFormat& format = *m_formats[row].format;
        const int at = static_cast<int>(row);
        item(at, Format)->setText(words::text(std::string_view(format.name)));
        item(at, Content)->setText(words::formatContent(format));
        item(at, Purpose)->setText(words::formatPurpose(format));
    }
    showBytes();
    fitColumns();
}

} // namespace studio::ui
