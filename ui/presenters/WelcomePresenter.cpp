// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/WelcomePresenter.h"

#include "core/settings/Settings.h"
#include "ui/common/WindowContext.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/GalleryModels.h"
#include "ui/models/RecentModel.h"
#include "ui/panels/WelcomePage.h"
#include "ui/services/Gallery.h"

namespace studio::ui {
namespace {

constexpr int kScenes = 6;

}

WelcomePresenter::WelcomePresenter(const WindowContext& context, WelcomePage& page, QWidget& window)
    : QObject(&window)
    , m_context(context)
    , m_scenes(new RecentModel(this))
    , m_faces(new FaceModel(context.gallery, this))
{
    page.setLists(*m_scenes, *m_faces);
    connect(&page, &WelcomePage::shown, this, &WelcomePresenter::read);
    connect(&page, &WelcomePage::scenePicked, this,
            [this](const QModelIndex& scene) { m_context.scene.open(scene.data(kGalleryPathRole).toString()); });
    connect(&page, &WelcomePage::facePicked, this,
            [this](const QModelIndex& face) { m_context.scene.setPortrait(face.data(kGalleryPathRole).toString()); });
    if (page.isVisible())
        read();
}

void WelcomePresenter::read()
{
    m_context.gallery.read();
    m_scenes->read(m_context.settings.get(settings::kRecentScenes).mid(0, kScenes));
}

void WelcomePresenter::retranslate()
{
    m_scenes->retranslate();
    m_faces->retranslate();
}

} // namespace studio::ui
