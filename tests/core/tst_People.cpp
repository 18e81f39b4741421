// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/SafetensorsFile.h"
#include "core/pipeline/detail/FilmVoices.h"
#include "tests/support/KeptBlocks.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

using namespace studio;
using pipeline::Person;
using pipeline::RenderRequest;

namespace {

const pipeline::PictureArea kWhole{};
const pipeline::PictureArea kLeft{.x = 0, .y = 0, .width = 0.5, .height = 1};
const pipeline::PictureArea kRight{.x = 0.5, .y = 0, .width = 0.5, .height = 1};

class TestPeople : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto opened = pipeline::AvatarPipeline::open(test::tinyModel());
        QVERIFY(bool(opened));
        m_pipeline = std::make_unique<pipeline::AvatarPipeline>(std::move(*opened));
    }

    void tokensBelongToTheNearestArea_data()
    {
        QTest::addColumn<std::vector<Person>>("people");
        QTest::addColumn<QString>("map"); // 2 rows of 4 tokens
        QTest::newRow("nobody") << std::vector<Person>{} << "........";
        QTest::newRow("one, all of it") << std::vector<Person>{{kWhole, {}}} << "00000000";
        QTest::newRow("halves") << std::vector<Person>{{kLeft, {}}, {kRight, {}}} << "00110011";
        QTest::newRow("the other order") << std::vector<Person>{{kRight, {}}, {kLeft, {}}} << "11001100";
        QTest::newRow("a part") << std::vector<Person>{{{0.25, 0.5, 0.5, 0.5}, {}}} << ".....00.";
        QTest::newRow("overlap") << std::vector<Person>{{{0, 0, 0.75, 1}, {}}, {{0.25, 0, 0.75, 1}, {}}} << "00110011";
        QTest::newRow("one in another") << std::vector<Person>{{kWhole, {}}, {{0.25, 0, 0.25, 0.5}, {}}} << "01000000";
        QTest::newRow("smaller than a token") << std::vector<Person>{{{0.3, 0.6, 0.01, 0.01}, {}}} << ".....0..";
        QTest::newRow("at the corner") << std::vector<Person>{{{0.99, 0.99, 0.01, 0.01}, {}}} << ".......0";
    }
    void tokensBelongToTheNearestArea()
    {
        QFETCH(std::vector<Person>, people);
        QFETCH(QString, map);
        QString found;
        for (const int person : pipeline::peopleOfTokens(people, 2, 4))
            found += person < 0 ? QLatin1Char('.') : QLatin1Char(static_cast<char>('0' + person));
        QCOMPARE(found, map);
    }

    // However the picture is divided, one voice makes one film.
    void oneVoiceMakesOneFilm()
    {
        const RenderRequest plain = test::spokenFilm(2);
        const std::vector<uint8_t> film = filmOf(plain);
        RenderRequest request = plain;
        request.people = {{kWhole, {}}};
        QVERIFY(filmOf(request) == film);
        request.people = {{kLeft, {}}, {kRight, plain.voice}};
        QVERIFY(filmOf(request) == film);
        request.voice.assign(plain.voice.size(), 0); // Nobody hears it.
        request.people = {{kLeft, plain.voice}, {kRight, plain.voice}};
        QVERIFY(filmOf(request) == film);
    }

    void eachMovesByItsOwnVoice()
    {
        RenderRequest request = test::spokenFilm(2);
        std::vector<float> other = request.voice;
        std::reverse(other.begin(), other.end());
        request.people = {{kLeft, {}}, {kRight, {}}};
        const std::vector<uint8_t> before = filmOf(request);
        request.people[1].voice = other;
        const std::vector<uint8_t> after = filmOf(request);
        const auto [left, right] = changes(before, after);
        qInfo("squared change %.1f left, %.1f right", left, right);
        QVERIFY(right > 2 * left);
    }

    // Who isn't in an area hears what is heard in the middle of a long silence.
    void othersHearSilence()
    {
        const QTemporaryDir folder;
        RenderRequest request = test::spokenFilm(1);
        request.voice.assign(request.voice.size(), 0);
        request.people = {{kLeft, {}}};
        request.dump = folder.filePath(QStringLiteral("dump.safetensors")).toStdString();
        filmOf(request);
        const auto dump = model::openSafetensors(request.dump);
        QVERIFY(dump && dump->contains("audio_emb") && dump->contains("audio_emb2"));
        const at::Tensor zeros = dump->at("audio_emb")[0]; // [states, dim, frames]
        const at::Tensor silence = dump->at("audio_emb2")[0];
        const at::Tensor middle = zeros.narrow(2, zeros.size(2) / 2, 1);
        QVERIFY(silence.sizes() == zeros.sizes());
        QVERIFY(silence.equal(silence.narrow(2, 0, 1).expand_as(silence)));
        const double edge = test::relativeError("a silence's beginning", zeros.narrow(2, 0, 1), middle);
        const double others = test::relativeError("what the others hear", silence.narrow(2, 0, 1), middle);
        QVERIFY(others < 0.01 && edge > 10 * others);
    }

    void aBrokenFilmGoesOnBitForBit()
    {
        RenderRequest request = test::spokenFilm(3);
        std::vector<float> other = request.voice;
        std::reverse(other.begin(), other.end());
        request.people = {{{0, 0, 0.5, 0.5}, {}}, {kRight, other}};
        const std::vector<uint8_t> whole = filmOf(request);
        test::KeepingSink begun;
        begun.stopBehind = 5;
        pipeline::RenderReport report;
        const Status stopped = m_pipeline->render(request, begun, report, begun.stop.get_token());
        QVERIFY(!stopped && stopped.error().code == ErrorCode::Cancelled);
        begun.kept.last = begun.kept.known.first + static_cast<int64_t>(begun.kept.blocks.size());
        request.continuation.made = std::make_shared<test::KeptBlocks>(begun.kept);
        request.continuation.firstFrame = static_cast<int64_t>(begun.made.size()) / kFrameBytes;
        std::vector<uint8_t> joined = begun.made;
        const std::vector<uint8_t> rest = filmOf(request);
        joined.insert(joined.end(), rest.begin(), rest.end());
        QVERIFY(joined == whole);
    }

    void nonsenseIsRefused()
    {
        const auto code = [&](const Person& person) {
            RenderRequest request = test::tinyFilm();
            request.people = {person};
            test::KeepingSink sink;
            pipeline::RenderReport report;
            const Status made = m_pipeline->render(request, sink, report);
            return made ? "accepted" : std::string(name(made.error().code));
        };
        QCOMPARE(code({{0, 0, 0, 1}, {}}), "BadOption");
        QCOMPARE(code({{0, 0, 1, std::nan("")}, {}}), "BadOption");
        QCOMPARE(code({kWhole, {0.5F}}), "BadOption");
    }

private:
    static constexpr int64_t kFrameBytes = int64_t{64} * 64 * 3;

    std::vector<uint8_t> filmOf(const RenderRequest& request)
    {
        test::KeepingSink sink;
        pipeline::RenderReport report;
        const Status made = m_pipeline->render(request, sink, report);
        if (!made)
            qWarning("%s: %s", made.error().subject.c_str(), made.error().detail.c_str());
        return sink.made;
    }

    // Mean squared differences of two films' left and right halves, in levels of 255.
    static std::pair<double, double> changes(const std::vector<uint8_t>& a, const std::vector<uint8_t>& b)
    {
        if (a.empty() || a.size() != b.size())
            return {-1, -1};
        double left = 0;
        double right = 0;
        for (size_t i = 0; i < a.size(); ++i) {
            const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
            (i / 3 % 64 < 32 ? left : right) += difference * difference;
        }
        const double count = static_cast<double>(a.size()) / 2;
        return {left / count, right / count};
    }

    std::unique_ptr<pipeline::AvatarPipeline> m_pipeline;
};

} // namespace

QTEST_GUILESS_MAIN(TestPeople)
#include "tst_People.moc"
