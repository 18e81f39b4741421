// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/EndSignals.h"
#include "app/studio/OneInstance.h"
#include "app/studio/Studio.h"
#include "core/base/Process.h"
#include "ui/services/SystemTrash.h"
#include "ui/window/MainWindow.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QStandardPaths>

#include <cstdio>

using namespace studio;

int main(int argc, char** argv)
{
    startProgram(argv);
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("Live Avatar Studio"));
    QCoreApplication::setApplicationName(QStringLiteral("live-avatar-studio"));
    QCoreApplication::setApplicationVersion(QStringLiteral(STUDIO_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("live-avatar-studio"));

    QCommandLineParser arguments;
    arguments.setApplicationDescription(
        QCoreApplication::translate("main", "One portrait and one voice become a talking video."));
    arguments.addHelpOption();
    arguments.addVersionOption();
    arguments.addPositionalArgument(QStringLiteral("files"),
                                    QCoreApplication::translate("main", "A portrait, a voice, or a scene to open."),
                                    QStringLiteral("[files...]"));
    arguments.process(application);

    const Result<jobs::DemoScene> demo = jobs::findDemoScene();
    if (!demo) { // The installation is incomplete without it; the message names the searched folders.
        std::fprintf(stderr, "%s: %s\n", demo.error().subject.c_str(), demo.error().detail.c_str());
        return 10;
    }
    const QString dataFolder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    const app::OneInstance instance(dataFolder);
    if (instance.role() == app::OneInstance::Role::Later && instance.hand(arguments.positionalArguments())) {
        std::printf("Live Avatar Studio is open already; %s\n",
                    arguments.positionalArguments().isEmpty() ? "its window is shown." : "its window has the files.");
        return 0;
    }
    app::Studio program(application,
                        {.settingsFile = {},
                         .dataFolder = dataFolder,
                         .demo = *demo,
                         .engine = jobs::makeAvatarEngine(),
                         .queue = instance.role() == app::OneInstance::Role::First ? app::StudioOptions::Queue::Kept
                                                                                   : app::StudioOptions::Queue::NotKept,
                         .download = {.keyring = ui::makeSystemKeyring(), .probe = ui::probeSource},
                         .trash = ui::moveToSystemTrash,
                         .putToSleep = ui::sleepByLogind});
    QObject::connect(&instance, &app::OneInstance::handed, &application,
                     [&program](const QStringList& files) { program.openMore(files); });
    program.open(arguments.positionalArguments());
    const app::EndSignals signals;
    QObject::connect(&signals, &app::EndSignals::endWanted, &program.window(), &ui::MainWindow::closeUnasked);
    return QApplication::exec();
}
