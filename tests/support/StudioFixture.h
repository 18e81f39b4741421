// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/studio/Studio.h"
#include "core/settings/Settings.h"
#include "tests/support/Patience.h"
#include "ui/common/Actions.h"
#include "ui/common/WindowContext.h"
#include "ui/theme/Theme.h"
#include "ui/window/MainWindow.h"

#include <QAction>
#include <QApplication>
#include <QMimeData>
#include <QTemporaryDir>
#include <QUrl>
#include <QtTest>

#include <functional>
#include <memory>

namespace studio::test {

// The whole program in a folder of its own, without sound: what a test drives through the window's objects.
class StudioFixture {
public:
    // The engine is the real one with the demo model, unless another is given.
    explicit StudioFixture(std::unique_ptr<jobs::FilmEngine> engine = {})
    {
        settings().set(settings::kFirstStartDone, true);
        settings().set(settings::kTakesFolder, path(QStringLiteral("takes")));
        settings().set(settings::kLanguage, settings::Language::English);
        settings().set(settings::kTheme, settings::Theme::Dark);
        restart(std::move(engine));
    }

    // What a download has from outside the program, from the next start on; empty: nothing.
    std::function<ui::DownloadTools()> downloadTools;

    // How the machine is put to sleep, from the next start on; empty: it can't be.
    ui::PutToSleep putToSleep;

    // Free bytes of every disk, from the next start on.
    ui::FreeSpaceReader freeSpace = ui::freeSpace;

    // Ends the program and starts it again with what it remembered, and with these models.
    void restart(std::unique_ptr<jobs::FilmEngine> engine, const ModelCatalogue& models)
    {
        m_models = models;
        restart(std::move(engine));
    }
    // Ends the program and starts it again with what it remembered.
    void restart(std::unique_ptr<jobs::FilmEngine> engine = {},
                 app::StudioOptions::Measuring measuring = app::StudioOptions::Measuring::Never,
                 app::StudioOptions::Queue queue = app::StudioOptions::Queue::Kept,
                 const project::MoveToTrash& trash = {})
    {
        m_studio.reset();
        m_settings.reset();
        const Result<jobs::DemoScene> demo = jobs::readDemoScene(DEMO_DATA);
        m_studio = std::make_unique<app::Studio>(
            *qApp,
            app::StudioOptions{.settingsFile = path(QStringLiteral("settings.ini")),
                               .dataFolder = path(QStringLiteral("data")),
                               .models = m_models,
                               .demo = *demo,
                               .engine = engine ? std::move(engine) : jobs::makeAvatarEngine(),
                               .queue = queue,
                               .sound = app::StudioOptions::Sound::Off,
                               .measuring = measuring,
                               .download = downloadTools ? downloadTools() : ui::DownloadTools{},
                               .trash = trash,
                               .freeSpace = freeSpace,
                               .putToSleep = putToSleep});
        // The offscreen screen has no room for three columns.
        const ui::Theme& theme = context().theme;
        window().resize(window().size().expandedTo({theme.px(1120), theme.px(700)}));
    }
    void end() { m_studio.reset(); }

    // Before the program starts, or after it has ended.
    settings::Settings& settings()
    {
        if (!m_settings)
            m_settings = std::make_unique<settings::Settings>(path(QStringLiteral("settings.ini")));
        return *m_settings;
    }

    void open(const QStringList& files = {})
    {
        m_studio->open(files);
        if (!QTest::qWaitFor([this] { return m_studio->hasOpened(); }, kPatience))
            qFatal("the program doesn't open its scene");
    }
    ui::MainWindow& window() { return m_studio->window(); }
    [[nodiscard]] const ui::WindowContext& context() const { return m_studio->context(); }
    ui::Actions& actions() { return part<ui::Actions>(); }
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }

    // The only one of its class in the window.
    template<typename T>
    T& part()
    {
        T* found = window().findChild<T*>();
        if (!found)
            qFatal("no %s in the window", T::staticMetaObject.className());
        return *found;
    }
    template<typename T>
    T* find(const char* name)
    {
        T* found = window().findChild<T*>(QLatin1String(name));
        if (!found)
            qFatal("no %s in the window", name);
        return found;
    }
    // As a person does, who waits until a button or an entry of a menu can be pressed: what the program's threads have
    // said reaches the window a moment later.
    void click(const char* name)
    {
        auto* const widget = find<QWidget>(name);
        if (!QTest::qWaitFor([widget] { return widget->isVisible() && widget->isEnabled(); }, kPatience))
            qFatal("%s can't be pressed", name);
        QTest::mouseClick(widget, Qt::LeftButton);
    }
    void trigger(ui::ActionId id)
    {
        QAction* const action = actions()[id];
        if (!QTest::qWaitFor([action] { return action->isEnabled(); }, kPatience))
            qFatal("%s can't be chosen", qPrintable(action->text()));
        action->trigger();
    }

    // As files are dragged from elsewhere and let go over a widget.
    bool drop(const QStringList& files, QWidget* target = nullptr)
    {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString& file : files)
            urls.append(QUrl::fromLocalFile(file));
        data.setUrls(urls);
        QWidget* widget = target ? target : &window();
        const QPoint middle = widget->rect().center();
        QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(widget, &enter);
        if (!enter.isAccepted())
            return false;
        QDropEvent let(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(widget, &let);
        return true;
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<settings::Settings> m_settings;
    ModelCatalogue m_models;
    std::unique_ptr<app::Studio> m_studio;
};

} // namespace studio::test
