// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QWidget>

class QCheckBox;
class QShowEvent;

namespace studio::ui {

struct SoundOutput;
struct WindowContext;

// How takes and voices are played.
class PlaybackPage : public QWidget {
    Q_OBJECT

public:
    explicit PlaybackPage(const WindowContext& context);

Q_SIGNALS:
    void changed(); // one of the settings

protected:
    void showEvent(QShowEvent* event) override;

private:
    void findOutputs();
    void showOutputs(const std::vector<SoundOutput>& outputs);

    const WindowContext& m_context;
    Texts m_texts;
    QComboBox* m_output;
    QCheckBox* m_drop;
    QCheckBox* m_scrub;
};

} // namespace studio::ui
