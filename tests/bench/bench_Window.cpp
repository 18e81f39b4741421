// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A film of a model that lies on this computer, through the real window from its first start:
//   bench_Window OUT CACHE [CLIPS [GB]]
// CACHE is a Hugging Face cache that has the model, GB the promise of the GPU's memory; 0: the CPU. The film of CLIPS
// clips (3) is watched while it is made, paused until the GPU's memory is free, stopped and kept; then another one is
// made to its end. Prints what the window says, and what nvidia-smi says at that moment; OUT takes a picture of each
// state.
#include "tests/support/Screenshots.h"
#include "tests/support/StudioFixture.h"
#include "tests/support/WatchedApplication.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/TakeModel.h"
#include "ui/services/RenderService.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QElapsedTimer>
#include <QLabel>
#include <QProcess>
#include <QRadioButton>
#include <QSpinBox>

#include <cstdio>
#include <cstdlib>
#include <functional>

using namespace studio;
using namespace studio::ui;

namespace {

constexpr int kMost = 8 * 60 * 1000; // ms that one state may last

class Session {
public:
    Session(QString out, bool isOnCpu)
        : m_out(std::move(out))
    {
        m_clock.start();
        m_studio.end();
        if (isOnCpu)
            m_studio.settings().set(settings::kDevice, QStringLiteral("cpu"));
        m_studio.settings().set(settings::kFirstStartDone, false);
        m_studio.restart({}, app::StudioOptions::Measuring::AtFirstStart);
        m_studio.open();
        // What the strip says, whenever it says something else.
        m_strip.setInterval(100);
        QObject::connect(&m_strip, &QTimer::timeout, [this] {
            const QString title = text("jobTitleLabel");
            if (title != m_said && !title.isEmpty())
                say(m_said = title);
        });
        m_strip.start();
    }

    void firstStart()
    {
        await("the model is found", [this] { return m_studio.find<QWidget>("foundModelCard")->isVisible(); });
        m_studio.find<QRadioButton>("foundModelRadio")->click();
        picture("1_first_start");
        m_studio.click("startButton");
        await("a take can be made", [this] { return isReady(); });
        picture("2_before");
    }

    void setBudget(double gigabytes)
    {
        auto* const budget = m_studio.find<QSpinBox>("vramBudgetSpinBox");
        if (budget->isEnabled())
            budget->setValue(static_cast<int>(gigabytes));
    }

    void setLength(int clips)
    {
        auto* length = m_studio.find<QComboBox>("lengthComboBox");
        length->setCurrentIndex(1);
        Q_EMIT length->activated(1);
        m_studio.find<QSpinBox>("clipsSpinBox")->setValue(clips);
        await("its price is known",
              [this] { return isReady() && text("contractHeadLabel").startsWith(QStringLiteral("Fits")); });
        card();
    }

    // Until its first pictures are shown.
    void render(const QString& name)
    {
        const WindowContext& context = m_studio.context();
        m_studio.click("renderButton");
        await("it has begun", [&] { return context.renderer.isRunning(); });
        await("its first frame is made or it has failed", [&] {
            return (context.player.facts().growing && context.player.isPlayable()) || !context.renderer.isRunning();
        });
        if (!context.renderer.isRunning()) {
            say(accessible("messageWhatLabel") + u' ' + accessible("messageWhyLabel"));
            std::exit(1);
        }
        picture(name);
        meters();
    }

    void pause()
    {
        m_studio.click("pauseButton");
        await("it rests", [this] { return accessible("jobTitleLabel").startsWith(QStringLiteral("Paused")); });
        meters();
        picture("4_paused");
        await("memory is given back", [this] { return m_studio.context().renderer.state().deviceIsFree; });
        meters();
        picture("5_memory_given_back");
        m_studio.click("pauseButton");
        const int64_t before = m_studio.context().player.facts().made;
        await("it goes on", [&] { return m_studio.context().player.facts().made > before; });
        meters();
    }

    void stopAndKeep()
    {
        m_studio.click("cancelButton");
        QElapsedTimer answered;
        answered.start();
        m_studio.click("cancelButton");
        await("it has stopped", [this] { return !m_studio.context().renderer.isRunning(); });
        std::printf("    stopped after %lld ms\n", static_cast<long long>(answered.elapsed()));
        picture("6_stopped");
    }

    void awaitEnd()
    {
        await("half of it is made", [this] {
            const project::Take* const take = last();
            return take && 2 * m_studio.context().player.facts().made > take->framesTotal;
        });
        meters();
        picture("8_half");
        await("it has ended", [this] { return !m_studio.context().renderer.isRunning(); });
        await("the strip says so", [this] {
            return accessible("jobTitleLabel").endsWith(QStringLiteral("finished"))
                || accessible("jobTitleLabel").contains(QStringLiteral("longer"));
        });
        card();
        picture("9_finished");
    }

    void takes()
    {
        for (const project::Take& take : m_studio.context().takes.takes()) {
            const QString kept = m_out + QStringLiteral("/take_%1.mp4").arg(take.number);
            QFile::copy(QString::fromStdString(take.movie.string()), kept);
            std::printf("take %d: %lld of %lld frames\n", take.number, static_cast<long long>(take.framesMade),
                        static_cast<long long>(take.framesTotal));
        }
    }

private:
    void say(const QString& words) const
    {
        std::printf("%7.2f s  %s\n", static_cast<double>(m_clock.elapsed()) / 1000, qPrintable(words));
        std::fflush(stdout);
    }

    void await(const char* what, const std::function<bool()>& holds) const
    {
        if (!QTest::qWaitFor(holds, kMost)) {
            say(QStringLiteral("gave up waiting until ") + QLatin1String(what));
            picture("0_gave_up");
            std::exit(1);
        }
        say(QLatin1String(what));
    }

    [[nodiscard]] bool isReady() const { return m_studio.find<QAbstractButton>("renderButton")->isEnabled(); }
    [[nodiscard]] QString text(const char* label) const { return accessible(label); }
    [[nodiscard]] QString accessible(const char* name) const
    {
        const auto* const label = m_studio.find<QLabel>(name);
        return label->accessibleName().isEmpty() ? label->text() : label->accessibleName();
    }
    [[nodiscard]] const project::Take* last() const
    {
        m_takes = m_studio.context().takes.takes();
        return m_takes.empty() ? nullptr : &m_takes.back();
    }

    // The card's promise, or what came of it.
    void card() const
    {
        QStringList words;
        for (const QLabel* each : m_studio.find<QWidget>("contractCard")->findChildren<QLabel*>()) {
            if (each->isVisible() && !each->text().isEmpty())
                words.append(each->text());
        }
        say(QStringLiteral("the card: ") + words.join(QStringLiteral(" | ")));
    }

    // What the tiles say, and what the driver says.
    void meters() const
    {
        QStringList words;
        for (QWidget* each : m_studio.find<QWidget>("meterStrip")->findChildren<QWidget*>()) {
            const QAccessibleInterface* const heard = QAccessible::queryAccessibleInterface(each);
            if (each->isVisible() && heard && !each->accessibleName().isEmpty())
                words.append(each->accessibleName() + u' ' + heard->text(QAccessible::Value));
        }
        say(QStringLiteral("meters: ") + words.join(QStringLiteral(" | ")));
        QProcess driver;
        driver.start(
            QStringLiteral("nvidia-smi"),
            {QStringLiteral("--query-gpu=memory.used,utilization.gpu"), QStringLiteral("--format=csv,noheader")});
        if (driver.waitForFinished())
            say(QStringLiteral("nvidia-smi: ") + QString::fromUtf8(driver.readAllStandardOutput()).trimmed());
    }

    void picture(const QString& name) const
    {
        QCoreApplication::processEvents(); // layouts
        tests::grab(m_studio.window(), 1).save(m_out + u'/' + name + QStringLiteral(".png"));
    }
    void picture(const char* name) const { picture(QLatin1String(name)); }

    QString m_out;
    mutable test::StudioFixture m_studio;
    mutable std::vector<project::Take> m_takes;
    QElapsedTimer m_clock;
    QTimer m_strip;
    QString m_said;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc < 3 || argc > 5) {
        std::printf("bench_Window OUT CACHE [CLIPS [GB]]\n");
        return 2;
    }
    qputenv("HF_HUB_CACHE", argv[2]);
    tests::WatchedApplication application(argc, argv);
    tests::useDesignFont();
    const QString out = QString::fromLocal8Bit(argv[1]);
    QDir().mkpath(out);
    const int clips = argc > 3 ? std::atoi(argv[3]) : 3;
    const double gigabytes = argc > 4 ? std::atof(argv[4]) : -1;
    Session session(out, gigabytes == 0);
    application.beginWatch();
    session.firstStart();
    if (gigabytes > 0)
        session.setBudget(gigabytes);
    session.setLength(clips);
    session.render(QStringLiteral("3_first_frames"));
    session.pause();
    session.stopAndKeep();
    session.render(QStringLiteral("7_second_take"));
    session.awaitEnd();
    application.endWatch().print();
    session.takes();
    return 0;
}
