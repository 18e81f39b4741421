// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

namespace studio::ui {

// The prompt's field. It has no undo of its own: that of the scene takes back word by word. While it has the focus it
// grows upwards over its neighbours, as far as its words need.
class PromptEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit PromptEdit(QWidget* parent = nullptr);

    // Lies over `place`, which keeps its room in a layout.
    void setPlace(QWidget* place);
    // Grows up to the top of this widget, which has the place's parent.
    void setCeiling(QWidget* ceiling);
    // Replaces only what differs; the cursor goes behind it.
    void setPrompt(const QString& prompt);

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;

private:
    void fit();
    [[nodiscard]] int heightOfWords() const;

    QWidget* m_place = nullptr;
    QWidget* m_ceiling = nullptr;
};

} // namespace studio::ui
