// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>
#include <QStyledItemDelegate>

namespace studio::ui {

class Theme;
class TileDelegate;

// A grid of tiles that is as high as they need, so that it has no scroll bars. One tile is chosen by click or arrows. A
// click, Enter or Space picks it. The tiles share the width evenly.
class GalleryView : public QListView {
    Q_OBJECT

public:
    // Takes the delegate as a child.
    GalleryView(const char* objectName, TileDelegate* delegate, QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void picked(const QModelIndex& index);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] int columnsIn(int width) const;
    void fit();

    TileDelegate* m_tiles;
};

// Paints tiles of a GalleryView, each as large as its cell of the grid.
class TileDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    TileDelegate(const Theme& theme, QObject* parent);

    [[nodiscard]] virtual QSize tile() const = 0; // the least size
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    [[nodiscard]] const Theme& theme() const { return m_theme; }

private:
    const Theme& m_theme;
};

// A picture with its name, and perhaps a second line, below it: Qt::DecorationRole (a QImage) and Qt::DisplayRole.
class PictureTileDelegate : public TileDelegate {
    Q_OBJECT

public:
    // `side`: of the picture, in design pixels; `lines` of words.
    PictureTileDelegate(const Theme& theme, int side, int lines, QObject* parent = nullptr);

    [[nodiscard]] QSize tile() const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    int m_side;
    int m_lines;
};

// A voice's card: button, title, length and language, waveform with what was heard of it: kVoiceTileRole.
class VoiceTileDelegate : public TileDelegate {
    Q_OBJECT

public:
    explicit VoiceTileDelegate(const Theme& theme, QObject* parent = nullptr);

    [[nodiscard]] QSize tile() const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace studio::ui
