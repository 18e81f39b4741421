// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace studio::ui {

class FaceModel;
class RecentModel;
class WelcomePage;
struct WindowContext;

// The page without a picture: recent scenes and the demo's faces.
class WelcomePresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything. `window`: parent of this.
    WelcomePresenter(const WindowContext& context, WelcomePage& page, QWidget& window);
    void retranslate();

private:
    void read();

    const WindowContext& m_context;
    RecentModel* m_scenes;
    FaceModel* m_faces;
};

} // namespace studio::ui
