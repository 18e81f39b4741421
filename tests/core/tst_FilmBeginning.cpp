// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmJob.h"
#include "core/jobs/Models.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

using namespace studio;

namespace {

using Colour = std::array<double, 3>;

// The wall behind the head: the mean colour of a frame's upper edge.
Colour wallOf(std::span<const uint8_t> rgb, int width)
{
    constexpr int kRows = 24;
    Colour sum{};
    const size_t pixels = static_cast<size_t>(width) * kRows;
    for (size_t i = 0; i < pixels; ++i) {
        for (size_t c = 0; c < 3; ++c)
            sum[c] += rgb[3 * i + c];
    }
    for (double& value : sum)
        value /= static_cast<double>(pixels);
    return sum;
}

double distance(const Colour& a, const Colour& b)
{
    double most = 0;
    for (size_t c = 0; c < 3; ++c)
        most = std::max(most, std::abs(a[c] - b[c]));
    return most;
}

// How dark the mouth's place is; an open mouth is darker.
double mouthOf(std::span<const uint8_t> rgb, int width, int height)
{
    double sum = 0;
    for (int y = height * 58 / 100; y < height * 74 / 100; ++y) {
        for (int x = width * 40 / 100; x < width * 60 / 100; ++x)
            sum -= rgb[3 * (static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)) + 1];
    }
    return sum;
}

double correlation(std::span<const double> a, std::span<const double> b)
{
    const auto mean = [](std::span<const double> values) {
        return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    };
    const double meanA = mean(a);
    const double meanB = mean(b);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - meanA) * (b[i] - meanB);
        aa += (a[i] - meanA) * (a[i] - meanA);
        bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return ab / std::sqrt(aa * bb);
}

struct Seen {
    std::vector<Colour> walls; // of each frame
    std::vector<double> mouths;
};

// The first frames of films: the demo model, whose prompts change the wall.
class TestFilmBeginning : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const Result<jobs::DemoScene> demo = jobs::readDemoScene(DEMO_DATA);
        QVERIFY(bool(demo));
        m_demo = *demo;
        auto opened = pipeline::AvatarPipeline::open({.checkpoint = m_demo.checkpoint,
                                                      .lora = m_demo.lora,
                                                      .loraAlpha = {},
                                                      .precision = {},
                                                      .promptCache = {}});
        QVERIFY2(bool(opened), opened ? "" : opened.error().detail.c_str());
        m_pipeline = std::make_unique<pipeline::AvatarPipeline>(std::move(*opened));
    }

    void noFilmBeginsWithAJump_data()
    {
        QTest::addColumn<QString>("portrait");
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<int>("semantics");
        const auto add = [](const char* portrait, const char* prompt, Semantics semantics) {
            QTest::addRow("%s, %s, %d", portrait, prompt, static_cast<int>(semantics))
                << QString::fromUtf8(portrait) << QString::fromUtf8(prompt) << static_cast<int>(semantics);
        };
        // The longest ways that a wall can go, and a portrait that moved by itself. Not SingleOnline, which takes up
        // its own pictures as motion behind the first clip, as the reference does: 3.4 there.
        add("fatou", "背景是红色", Semantics::Stream);
        add("gita", "A person talking to the camera.", Semantics::Stream);
        add("ada", "A woman tells a story, in front of a green wall", Semantics::SingleDeferred);
    }
    void noFilmBeginsWithAJump()
    {
        QFETCH(const QString, portrait);
        QFETCH(const QString, prompt);
        QFETCH(const int, semantics);
        jobs::FilmOrder order = orderOf(m_demo.scene);
        order.portrait = std::string(DEMO_DATA) + "/portraits/" + portrait.toStdString() + ".png";
        order.prompt = prompt.toStdString();
        order.spec.semantics = static_cast<Semantics>(semantics);
        order.spec.clips = 2; // The film is joined where the second one begins.
        const Seen seen = render(order);
        QCOMPARE(seen.walls.size(), 96U);
        size_t where = 0;
        double most = 0;
        for (size_t i = 1; i < seen.walls.size(); ++i) {
            const double jump = distance(seen.walls[i - 1], seen.walls[i]);
            if (jump > most) {
                most = jump;
                where = i;
            }
        }
        qInfo("the largest jump, at frame %zu: %.2f", where, most);
        QVERIFY(most < kMostJump);
    }

    // The film's own scene doesn't move, whatever is made before it.
    void theDemoBeginsAsItGoesOn()
    {
        jobs::FilmOrder order = orderOf(m_demo.scene);
        order.spec.clips = 1;
        order.spec.compat.noLeadIn = true;
        const Seen seen = render(order);
        QVERIFY2(distance(seen.walls.front(), seen.walls.back()) < kMostScene,
                 qPrintable(QString::number(distance(seen.walls.front(), seen.walls.back()))));
    }

    void theLeadInMovesNoSound()
    {
        jobs::FilmOrder order = orderOf(m_demo.scene);
        order.spec.clips = 2;
        const std::vector<double> with = render(order).mouths;
        order.spec.compat.noLeadIn = true;
        const std::vector<double> without = render(order).mouths;
        QCOMPARE(with.size(), without.size());
        int best = 0;
        double most = -1;
        constexpr int kLags = 4;
        for (int lag = -kLags; lag <= kLags; ++lag) {
            const auto inner = [](const std::vector<double>& values, int from) {
                return std::span(values).subspan(static_cast<size_t>(from), values.size() - 3 * kLags);
            };
            const double found = correlation(inner(with, 2 * kLags + lag), inner(without, 2 * kLags));
            if (found > most) {
                most = found;
                best = lag;
            }
        }
        QCOMPARE(best, 0);
        QVERIFY2(most > 0.9, qPrintable(QString::number(most)));
    }

private:
    // Levels of 255. Reached: 0.65; without a lead-in 36 at the first frame.
    static constexpr double kMostJump = 1;
    static constexpr double kMostScene = 12;

    static jobs::FilmOrder orderOf(const project::Scene& scene)
    {
        jobs::FilmOrder order;
        order.portrait = scene.portrait;
        order.voice = scene.voice;
        order.prompt = scene.prompt;
        order.spec = scene.settings;
        return order;
    }

    Seen render(const jobs::FilmOrder& order)
    {
        Seen seen;
        jobs::FilmReport report;
        const Status made
            = jobs::makeFilm(*m_pipeline, order,
                             {.progress = {},
                              .frames =
                                  [&](const pipeline::FrameGroup& group) {
                                      for (int i = 0; i < group.count; ++i) {
                                          seen.walls.push_back(wallOf(group.frame(i), group.width));
                                          seen.mouths.push_back(mouthOf(group.frame(i), group.width, group.height));
                                      }
                                  }},
                             report);
        if (!made)
            qWarning("%s: %s", made.error().subject.c_str(), made.error().detail.c_str());
        return seen;
    }

    jobs::DemoScene m_demo;
    std::unique_ptr<pipeline::AvatarPipeline> m_pipeline;
};

} // namespace

QTEST_GUILESS_MAIN(TestFilmBeginning)
#include "tst_FilmBeginning.moc"
