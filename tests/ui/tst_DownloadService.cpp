// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/Settings.h"
#include "core/spec/ModelCatalogue.h"
#include "tests/support/FakeHub.h"
#include "tests/support/FakeKeyring.h"
#include "tests/support/SmallDisk.h"
#include "ui/dialogs/DownloadStates.h"
#include "ui/services/DownloadService.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <fstream>

using namespace studio;
using namespace studio::test;
using namespace studio::ui;
namespace fs = std::filesystem;

namespace {

constexpr const char* kBig = "split_files/diffusion_models/wan2.2_s2v_14B_fp8_scaled.safetensors";
constexpr size_t kHeldAfter = 5000; // of its 20,000 bytes

// The service with a server of its own and a settings file.
struct Fixture {
    QTemporaryDir folder;
    FakeHub hub;
    Gate gate;
    std::atomic<int> waits{0}; // for a server or the network
    std::shared_ptr<FakeKeyring::Secrets> secrets; // null: there is no keyring
    std::unique_ptr<settings::Settings> stored;
    std::unique_ptr<DownloadService> service;
    std::vector<hub::DownloadedFile> files;

    Fixture()
    {
        publish(hub);
        restart();
    }
    // As the program ends and starts.
    void restart()
    {
        service.reset();
        stored.reset();
        stored = std::make_unique<settings::Settings>(folder.filePath(QStringLiteral("settings.ini")));
        DownloadTools tools{.delay = [this](std::chrono::milliseconds) {
            ++waits;
            return std::chrono::milliseconds(0);
        }};
        if (secrets)
            tools.keyring = std::make_unique<FakeKeyring>(secrets);
        service = std::make_unique<DownloadService>(*stored, std::move(tools));
        QObject::connect(service.get(), &DownloadService::finished, service.get(),
                         [this](const std::vector<hub::DownloadedFile>& all) { files = all; });
    }
    [[nodiscard]] DownloadOrder order(bool loraOnly = false) const
    {
        return {.model = QLatin1String(kLiveAvatarModel),
                .variant = QStringLiteral("fp8"),
                .parts = loraOnly ? std::vector{ModelPart::Lora} : std::vector<ModelPart>{},
                .source = QString::fromStdString(hub.address()),
                .target = folder.filePath(QStringLiteral("hub"))};
    }
    // The largest file's first bytes come, and no more.
    void holdTheBigFile()
    {
        hub.changed = [hold = gate.after(kHeldAfter)](const Request& request, Reply& reply) {
            if (request.path().ends_with(kBig))
                hold(reply);
        };
    }
    [[nodiscard]] const DownloadStatus& now() const { return service->status(); }
    [[nodiscard]] const hub::FileProgress* file(const char* path) const
    {
        const auto found = std::find_if(now().files.begin(), now().files.end(),
                                        [&](const hub::FileProgress& each) { return each.path == path; });
        return found == now().files.end() ? nullptr : &*found;
    }
    // All others are whole, and of the big one is there what came.
    [[nodiscard]] bool isHeld() const { return now().have == 4 * 20'000 + kHeldAfter; }
    [[nodiscard]] int requestsFor(const char* path) const
    {
        const std::vector<Request> all = hub.requests();
        return static_cast<int>(std::count_if(all.begin(), all.end(),
                                              [&](const Request& request) { return request.path().ends_with(path); }));
    }
};

} // namespace

class TestDownloadService : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const char* const name : {"HF_TOKEN", "HF_ENDPOINT", "HF_HOME", "HF_TOKEN_PATH"})
            qunsetenv(name);
        qputenv("no_proxy", "*");
        qputenv("NO_PROXY", "*");
    }

    void nothingBeginsByItself()
    {
        Fixture fixture;
        QCOMPARE(fixture.now().state, DownloadState::None);
        QVERIFY(fixture.hub.requests().empty());
    }

    void itComesWholeAndIsTold()
    {
        Fixture fixture;
        std::vector<DownloadState> states;
        int told = 0;
        QElapsedTimer time;
        time.start();
        connect(fixture.service.get(), &DownloadService::changed, this, [&] {
            ++told;
            if (states.empty() || states.back() != fixture.now().state)
                states.push_back(fixture.now().state);
        });
        fixture.service->start(fixture.order());
        QCOMPARE(fixture.now().files.size(), size_t{5}); // as published, before the server has answered
        QVERIFY(fixture.stored->get(settings::kDownloadBegun));
        QTRY_COMPARE(fixture.now().state, DownloadState::Finished);
        QVERIFY(told <= 3 + time.elapsed() / 90); // begin, end, and ten times a second between
        QCOMPARE(states.front(), DownloadState::Listing);
        QCOMPARE(states.back(), DownloadState::Finished);
        QCOMPARE(fixture.now().have, uint64_t{5 * 20'000});
        QCOMPARE(fixture.files.size(), size_t{5});
        QCOMPARE(sha256OfFile(fixture.files.front().file),
                 sha256(fixture.hub.repositories[fixture.files.front().repository][kBig].bytes));
        QVERIFY(!fixture.stored->get(settings::kDownloadBegun));
        const QList<DownloadRowState> rows = downloadRows(fixture.now(), *ModelCatalogue().find(kLiveAvatarModel));
        QCOMPARE(rows.size(), 5);
        for (const DownloadRowState& row : rows)
            QCOMPARE(row.words, QStringLiteral("whole, hash right"));
        fixture.restart();
        QCOMPARE(fixture.now().state, DownloadState::None);
    }

    void theLoraComesAlone()
    {
        Fixture fixture;
        fixture.service->start(fixture.order(true));
        QTRY_COMPARE(fixture.now().state, DownloadState::Finished);
        QCOMPARE(fixture.files.size(), size_t{1});
        QCOMPARE(fixture.files.front().part, ModelPart::Lora);
        QCOMPARE(fixture.hub.fileRequests(), 1);
    }

    void partsComeAloneAndAreRemembered()
    {
        Fixture fixture;
        DownloadOrder order = fixture.order();
        order.variant = QStringLiteral("bf16");
        order.parts = {ModelPart::TextEncoder, ModelPart::PictureDecoder};
        const std::vector<SourceFile> files = filesOf(order);
        QCOMPARE(files.size(), size_t{6}); // with the tokenizer's
        fixture.hub.changed = [hold = fixture.gate.after(kHeldAfter)](const Request& request, Reply& reply) {
            if (request.path().ends_with(".pth"))
                hold(reply);
        };
        fixture.service->start(order);
        QTRY_VERIFY(fixture.now().have > kHeldAfter);
        fixture.restart();
        fixture.gate.open();
        QCOMPARE(fixture.now().state, DownloadState::Interrupted);
        QCOMPARE(fixture.now().order, order);
        fixture.service->resume();
        QTRY_COMPARE(fixture.now().state, DownloadState::Finished);
        QCOMPARE(fixture.files.size(), size_t{6});
        for (const hub::DownloadedFile& file : fixture.files)
            QVERIFY(shownPart(file.part) == ModelPart::TextEncoder || file.part == ModelPart::PictureDecoder);
    }

    void aPauseKeepsWhatIsThere()
    {
        Fixture fixture;
        fixture.holdTheBigFile();
        fixture.service->start(fixture.order());
        QTRY_VERIFY(fixture.isHeld());
        fixture.service->pause();
        QCOMPARE(fixture.now().state, DownloadState::Paused);
        QCOMPARE(downloadHead(fixture.now()).what, QStringLiteral("Paused at 85\u00a0KB"));
        QVERIFY(fixture.stored->get(settings::kDownloadBegun));
        fixture.gate.open();
        fixture.service->resume();
        QCOMPARE(fixture.now().state, DownloadState::Loading);
        QTRY_COMPARE(fixture.now().state, DownloadState::Finished);
    }

    void theNextStartGoesOnWhenItIsAskedTo()
    {
        Fixture fixture;
        fixture.holdTheBigFile();
        fixture.service->start(fixture.order());
        QTRY_VERIFY(fixture.isHeld());
        fixture.restart();
        fixture.gate.open();
        QCOMPARE(fixture.now().state, DownloadState::Interrupted);
        QCOMPARE(fixture.now().order, fixture.order());
        QTRY_COMPARE(fixture.now().have, uint64_t{4 * 20'000 + kHeldAfter});
        const size_t requests = fixture.hub.requests().size();
        QCOMPARE(fixture.requestsFor("liveavatar.safetensors"), 1);
        fixture.service->resume();
        QTRY_COMPARE(fixture.now().state, DownloadState::Finished);
        QVERIFY(fixture.hub.requests().size() > requests);
        QCOMPARE(fixture.requestsFor("liveavatar.safetensors"), 1); // It was whole.
        bool isContinued = false;
        for (const Request& request : fixture.hub.requests()) {
            const auto range = request.range();
            isContinued = isContinued || (request.path().ends_with(kBig) && range && range->first == kHeldAfter);
        }
        QVERIFY(isContinued);
    }

    void aStopKeepsTheBytesAndForgetsTheRest()
    {
        Fixture fixture;
        fixture.holdTheBigFile();
        fixture.service->start(fixture.order());
        QTRY_VERIFY(fixture.isHeld());
        fixture.service->stop();
        QCOMPARE(fixture.now().state, DownloadState::None);
        fixture.gate.open();
        fixture.restart();
        QCOMPARE(fixture.now().state, DownloadState::None);
        std::optional<hub::PlaceForFiles> place;
        connect(fixture.service.get(), &DownloadService::looked, this,
                [&](const DownloadOrder&, const hub::PlaceForFiles& found) { place = found; });
        fixture.service->look(fixture.order());
        QTRY_VERIFY(place);
        QCOMPARE(place->have, uint64_t{4 * 20'000 + kHeldAfter});
        QVERIFY(place->free > 0);
    }

    void anotherSourceGoesOn()
    {
        Fixture fixture;
        fixture.holdTheBigFile();
        FakeHub mirror;
        mirror.repositories = fixture.hub.repositories;
        fixture.service->start(fixture.order());
        QTRY_VERIFY(fixture.isHeld());
        fixture.service->setSource(QString::fromStdString(mirror.address()));
        QTRY_COMPARE(fixture.now().state, DownloadState::Finished);
        QCOMPARE(mirror.fileRequests(), 1); // for the rest of the big one
        fixture.gate.open();
    }

    void aWrongHashIsNamedAndTriedAgain()
    {
        Fixture fixture;
        fixture.hub.falseHashes[kBig] = std::string(64, 'a');
        fixture.service->start(fixture.order());
        QTRY_COMPARE(fixture.now().state, DownloadState::Failed);
        QVERIFY(fixture.now().error);
        QCOMPARE(fixture.now().error->code, ErrorCode::WrongHash);
        QVERIFY(fixture.file(kBig));
        QCOMPARE(fixture.file(kBig)->state, hub::FileState::Failed);
        const DownloadRowState failed = downloadRows(fixture.now(), *ModelCatalogue().find(kLiveAvatarModel)).first();
        QCOMPARE(failed.words, QStringLiteral("failed"));
        QVERIFY2(failed.why.startsWith(QStringLiteral("“wan2.2_s2v_14B_fp8_scaled.safetensors” is not the file")),
                 qPrintable(failed.why));
        fixture.hub.falseHashes.clear();
        fixture.service->resume();
        QTRY_COMPARE(fixture.now().state, DownloadState::Finished);
    }

    void aServerWithoutTheModelIsTold()
    {
        Fixture fixture;
        fixture.hub.repositories.clear();
        fixture.service->start(fixture.order());
        QTRY_COMPARE(fixture.now().state, DownloadState::Failed);
        QCOMPARE(fixture.now().error->code, ErrorCode::NotOnServer);
        QVERIFY(downloadHead(fixture.now()).problem.contains(QStringLiteral("isn't on this server")));
    }

    void aFullDiskIsToldBeforeTheFirstByte()
    {
        Fixture fixture;
        DownloadOrder order = fixture.order();
        order.target = QStringLiteral("/proc/hub"); // There is never room.
        fixture.service->start(order);
        QTRY_COMPARE(fixture.now().state, DownloadState::Failed);
        QCOMPARE(fixture.now().error->code, ErrorCode::DiskFull);
        QCOMPARE(downloadHead(fixture.now()).problem,
                 QStringLiteral("The disk of “/proc/hub” has too little room for the model. Make room there, or choose "
                                "another folder. What has come is kept."));
        QCOMPARE(fixture.hub.fileRequests(), 0);
    }

    void aNetworkThatGoesAwayIsWaitedFor()
    {
        std::atomic<bool> isAway{true};
        Fixture fixture;
        fixture.hub.changed = [&](const Request& request, Reply& reply) {
            if (isAway && request.path().ends_with(kBig))
                reply.cutAfter = 0;
        };
        fixture.service->start(fixture.order());
        QTRY_VERIFY(fixture.waits > 20); // many more failures than those that end a download
        const auto waiting
            = [&] { return downloadRows(fixture.now(), *ModelCatalogue().find(kLiveAvatarModel)).first(); };
        QTRY_COMPARE(waiting().why, QStringLiteral("Waiting for the network, goes on by itself."));
        QCOMPARE(waiting().words, QStringLiteral("waiting"));
        QVERIFY(waiting().tone == Tone::Warn && waiting().buttons.isEmpty());
        QCOMPARE(fixture.now().state, DownloadState::Loading);
        isAway = false;
        QTRY_COMPARE(fixture.now().state, DownloadState::Finished);
    }

    void aSourceIsMeasuredWithTheBeginningOfAFile()
    {
        Fixture fixture;
        const std::string big(5'000'000, 'x');
        const std::vector<SourceFile> files = filesOf(fixture.order(true));
        fixture.hub.repositories[files.front().repository][files.front().path] = {big};
        const Result<double> speed = probeSource(fixture.hub.address(), files.front(), {});
        QVERIFY(speed && *speed > 0);
        QCOMPARE(fixture.hub.fileRequests(), 1);
        QVERIFY(fixture.hub.requests().back().range() == std::pair(size_t{0}, size_t{2'000'000}));
        QVERIFY(!probeSource("http://127.0.0.1:1", files.front(), {}));
        fixture.hub.repositories.clear();
        QVERIFY(!probeSource(fixture.hub.address(), files.front(), {}));
    }

    // Refuses the list of the LoRA's repository, or its file, to all but one token.
    void aTokenOpensWhatWantsALogin_data()
    {
        QTest::addColumn<bool>("inList");
        QTest::addColumn<int>("status");
        QTest::newRow("list") << true << 401;
        QTest::newRow("file") << false << 403;
    }
    void aTokenOpensWhatWantsALogin()
    {
        QFETCH(bool, inList);
        QFETCH(int, status);
        Fixture fixture;
        fixture.secrets = std::make_shared<FakeKeyring::Secrets>();
        fixture.restart();
        fixture.hub.changed = [=](const Request& request, Reply& reply) {
            const bool isAsked = request.path().starts_with("/api/") == inList
                && request.path().find("Quark-Vision/Live-Avatar") != std::string::npos;
            if (isAsked && request.header("authorization") != "Bearer hf_right")
                reply = {.status = status};
        };
        const DownloadOrder order = fixture.order(true);
        const auto row = [&] { return downloadRows(fixture.now(), *ModelCatalogue().find(kLiveAvatarModel)).first(); };
        fixture.service->start(order);
        QTRY_COMPARE(fixture.now().state, DownloadState::Failed);
        QCOMPARE(row().why, QStringLiteral("This file wants a login."));
        QCOMPARE(row().buttons, (QList<RowButton>{RowButton::OpenPage, RowButton::PasteToken}));
        QVERIFY(row().paste.on);
        QVERIFY(tokenWords(order, fixture.service->tokens()).isEmpty());

        fixture.service->setToken(order.source, QStringLiteral("hf_wrong"));
        QCOMPARE(fixture.now().state, DownloadState::Listing);
        QTRY_COMPARE(fixture.now().state, DownloadState::Failed);
        fixture.service->setToken(order.source, QStringLiteral("hf_right"));
        QTRY_COMPARE(fixture.now().state, DownloadState::Finished);
        QCOMPARE(tokenWords(order, fixture.service->tokens()),
                 QStringLiteral("The token is kept in the system's keyring."));
        QCOMPARE(fixture.secrets->all.value(order.source), QStringLiteral("hf_right"));

        // The next program has it from there, and none of our files has it.
        fixture.restart();
        QFile settings(fixture.folder.filePath(QStringLiteral("settings.ini")));
        QVERIFY(settings.open(QIODevice::ReadOnly));
        QVERIFY(!settings.readAll().contains("hf_"));
        DownloadOrder again = order;
        again.target = fixture.folder.filePath(QStringLiteral("another"));
        fixture.service->start(again);
        fixture.service->pause(); // while the keyring is asked
        QCOMPARE(fixture.now().state, DownloadState::Paused);
        fixture.service->resume();
        QTRY_COMPARE(fixture.now().state, DownloadState::Finished);

        // The environment's wins, and none can be pasted.
        qputenv("HF_TOKEN", "hf_wrong");
        again.target = fixture.folder.filePath(QStringLiteral("third"));
        fixture.service->start(again);
        QTRY_COMPARE(fixture.now().state, DownloadState::Failed);
        QVERIFY(!row().paste.on);
        QVERIFY(tokenWords(order, fixture.service->tokens()).isEmpty());
        qunsetenv("HF_TOKEN");
    }

    void aTokenWithoutAKeyringIsHeldUntilTheEnd()
    {
        Fixture fixture;
        for (const bool hasKeyring : {false, true}) {
            if (hasKeyring) // One that takes nothing.
                fixture.secrets = std::make_shared<FakeKeyring::Secrets>(FakeKeyring::Secrets{.isLocked = true});
            fixture.restart();
            const DownloadOrder order = fixture.order();
            fixture.service->setToken(order.source, QStringLiteral("hf_mine"));
            QCOMPARE(fixture.now().state, DownloadState::None);
            QTRY_COMPARE(tokenWords(order, fixture.service->tokens()),
                         QStringLiteral("There is no keyring here: the token is held until the program ends."));
            fixture.service->start(order);
            QTRY_COMPARE(fixture.now().state, DownloadState::Finished);
            QCOMPARE(QString::fromStdString(fixture.hub.requests().back().header("authorization")),
                     QStringLiteral("Bearer hf_mine"));
            fixture.restart();
            QVERIFY(tokenWords(order, fixture.service->tokens()).isEmpty());
            QVERIFY(fixture.stored->get(settings::kTokensInKeyring).isEmpty());
        }
        QCOMPARE(fixture.secrets->reads, 0); // It is asked only for what it has.
    }

    void aDiskThatGetsFullPauses()
    {
        Fixture fixture;
        const SmallDisk disk(15'000); // The files have 20,000 bytes.
        fixture.service->start(fixture.order(true));
        QTRY_COMPARE(fixture.now().state, DownloadState::Paused);
        QVERIFY(fixture.now().noRoom);
        QVERIFY(fixture.stored->get(settings::kDownloadBegun));
        QVERIFY(fixture.now().have <= 15'000);
        const int requests = fixture.hub.fileRequests();
        fixture.service->resume();
        QCOMPARE(fixture.now().state, DownloadState::Loading);
        QTRY_VERIFY(fixture.hub.fileRequests() > requests);
        QTRY_COMPARE(fixture.now().state, DownloadState::Paused);
        disk.makeRoom();
        // What was refused before may be told once more.
        connect(fixture.service.get(), &DownloadService::changed, this, [&] {
            if (fixture.now().state == DownloadState::Paused)
                fixture.service->resume();
        });
        fixture.service->resume();
        QTRY_COMPARE(fixture.now().state, DownloadState::Finished);
        QVERIFY(!fixture.now().noRoom);
    }

    void aFullDiskIsNamedWithWhatItLacks()
    {
        DownloadStatus status{.state = DownloadState::Paused, .order = {}, .files = {}};
        status.bytes = 25'300'000'000;
        status.have = 9'100'000'000;
        QVERIFY(downloadHead(status).problem.isEmpty());
        status.noRoom = hub::NoRoom{.disk = "/mnt/models", .toCome = 16'200'000'000, .free = 4'000'000'000};
        QCOMPARE(downloadHead(status).what, QStringLiteral("Paused at 9.10\u00a0GB"));
        QCOMPARE(downloadHead(status).problem,
                 QStringLiteral("The disk “/mnt/models” is full: 12.2\u00a0GB more are needed. Make room there, then "
                                "resume. What has come is kept."));
        status.noRoom->free = 20'000'000'000; // A quota refuses them.
        QVERIFY(downloadHead(status).problem.startsWith(
            QStringLiteral("The disk “/mnt/models” takes no more, and 16.2\u00a0GB are still to come.")));
    }

    void theCommandsFetchTheSame()
    {
        const Fixture fixture;
        DownloadOrder order = fixture.order();
        order.source = QStringLiteral("huggingface");
        const QStringList lines = downloadCommands(order).split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 5);
        QCOMPARE(lines.first(),
                 QStringLiteral("hf download Comfy-Org/Wan_2.2_ComfyUI_Repackaged ") + QLatin1String(kBig));
        order.source = QStringLiteral("https://hf-mirror.com");
        QVERIFY(downloadCommands(order).startsWith(QStringLiteral("HF_ENDPOINT=https://hf-mirror.com hf download ")));
        QCOMPARE(licenceLinks(order).size(), 2);
        QCOMPARE(licenceLinks(order).last().page, QStringLiteral("https://hf-mirror.com/Quark-Vision/Live-Avatar"));
    }
};

QTEST_GUILESS_MAIN(TestDownloadService)
#include "tst_DownloadService.moc"
