// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/Preset.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace studio;
using namespace studio::project;
namespace fs = std::filesystem;

class TestPresetList : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void theFieldTestsFourComeFirst();
    void aPresetLeavesSeedModelAndBudgetsAlone();
    void ownPresetsSurviveARestart();
    void whatIsSavedBeforeTheFileIsKnownStays();
    void savingAgainReplacesTheValues();
    void renamingKeepsTheId();
    void builtInPresetsStay();
    void exportedPresetsAreImportedUnderFreeNames();
    void aDamagedFileIsKeptAside();
    void aListThatCannotBeWrittenStaysAsItWas();

private:
    [[nodiscard]] fs::path file(const char* name = "presets.json") const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }

    // As at the next start.
    static PresetList opened(const fs::path& file)
    {
        PresetList list(file);
        if (!list.setOwn(readOwnPresets(file).presets))
            qFatal("presets were written though nothing was saved");
        return list;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestPresetList::theFieldTestsFourComeFirst()
{
    const PresetList list(file());
    QCOMPARE(list.presets().size(), size_t{4});
    const Preset* const quick = list.find("quick-preview");
    QVERIFY(quick && quick->builtIn);
    QCOMPARE(quick->values.width, 384);
    QCOMPARE(quick->values.height, 256);
    QCOMPARE(quick->values.steps, 3);
    QVERIFY(quick->values.clips >= 5 && quick->values.clips <= 10);
    const Preset* const standard = list.find("standard");
    QCOMPARE(standard->values.width * standard->values.height, 688 * 368);
    QCOMPARE(standard->values.clips, 50);
    QVERIFY(standard->values.offload == Offload::Automatic);
    const Preset* const fine = list.find("high-quality-short");
    QCOMPARE(fine->values.steps, 5);
    QCOMPARE(fine->values.clips, 20);
    QVERIFY(fine->values.offload == Offload::None);
    QCOMPARE(list.find("long-video")->values.clips, 0); // The whole voice.
    QVERIFY(list.find("long-video")->values.semantics == Semantics::Stream);
}

void TestPresetList::aPresetLeavesSeedModelAndBudgetsAlone()
{
    RenderSettings before;
    before.model = kLiveAvatarModel;
    before.seed = 7;
    before.seedLocked = true;
    before.memory.vram.bytes = 99;
    const PresetValues& values = builtInPresets().front().values;
    const RenderSettings after = applied(values, before);
    QVERIFY(presetValues(after) == values);
    QVERIFY(applied(presetValues(before), after) == before);
}

void TestPresetList::ownPresetsSurviveARestart()
{
    const PresetValues values{.width = 832,
                              .height = 480,
                              .steps = 6,
                              .clips = 3,
                              .semantics = Semantics::SingleDeferred,
                              .decoder = PictureDecoder::Light,
                              .windowBlocks = 2,
                              .timestepShift = 9,
                              .silentSteps = 3};
    std::string id;
    {
        PresetList list(file("new/folder/presets.json"));
        const Result<std::string> saved = list.save("Mine \u6211\u7684", values);
        QVERIFY(saved);
        id = *saved;
    }
    const PresetList again = opened(file("new/folder/presets.json"));
    QCOMPARE(again.presets().size(), size_t{5});
    const Preset* const mine = again.find(id);
    QVERIFY(mine);
    QCOMPARE(mine->name, "Mine \u6211\u7684");
    QVERIFY(mine->values == values);
}

void TestPresetList::whatIsSavedBeforeTheFileIsKnownStays()
{
    PresetList before(file());
    const std::string both = *before.save("Both", {.steps = 3});
    const std::string moved = *before.save("Moved", {.steps = 4});
    QVERIFY(before.rename(moved, "Old")); // Its id is still that of its first name.
    const std::vector<Preset> own = readOwnPresets(file()).presets;

    PresetList list(file());
    QCOMPARE(*list.save("Both", {.steps = 7}), both);
    QCOMPARE(*list.save("Moved", {.steps = 8}), moved);
    QVERIFY(list.setOwn(own));
    for (const PresetList& each : {list, opened(file())}) {
        QCOMPARE(each.presets().size(), size_t{7});
        QCOMPARE(each.find(both)->values.steps, 7);
        QCOMPARE(each.find(moved)->name, "Moved");
        QCOMPARE(each.find(moved)->values.steps, 8);
        QCOMPARE(each.presets()[4].name, "Old");
        QCOMPARE(each.presets()[4].values.steps, 4);
    }
}

void TestPresetList::savingAgainReplacesTheValues()
{
    PresetList list(file());
    const auto first = list.save("Mine", {.steps = 3});
    const auto second = list.save("Mine", {.steps = 7});
    QVERIFY(first && second);
    QCOMPARE(*first, *second);
    QCOMPARE(list.presets().size(), size_t{5});
    QCOMPARE(list.find(*first)->values.steps, 7);
    QVERIFY(!list.save("", {}));
}

void TestPresetList::renamingKeepsTheId()
{
    PresetList list(file());
    const std::string a = *list.save("A", {.steps = 2});
    const std::string b = *list.save("B", {.steps = 3});
    QVERIFY(!list.rename(a, "B")); // Taken.
    QVERIFY(list.rename(a, "C"));
    const std::string newA = *list.save("A", {.steps = 9}); // The name is free again, the id is not.
    QVERIFY(newA != a && newA != b);
    QVERIFY(list.remove(b));
    const PresetList again = opened(file());
    QCOMPARE(again.find(a)->name, "C");
    QCOMPARE(again.find(newA)->values.steps, 9);
    QVERIFY(!again.find(b));
}

void TestPresetList::builtInPresetsStay()
{
    PresetList list(file());
    QVERIFY(!list.remove("standard"));
    QVERIFY(!list.rename("standard", "Mine"));
    QVERIFY(!list.remove("no such preset"));
    QCOMPARE(list.presets().size(), size_t{4});
}

void TestPresetList::exportedPresetsAreImportedUnderFreeNames()
{
    PresetList list(file());
    const std::string mine = *list.save("Mine", {.steps = 9});
    QVERIFY(list.exportTo(file("two.json"), {mine, "standard"}));
    QVERIFY(!list.exportTo(file("none.json"), {"no such preset"}));
    const Result<std::vector<Preset>> imported = readPresets(file("two.json"));
    QVERIFY(imported);
    QCOMPARE(imported->size(), size_t{2});
    QVERIFY(list.add(*imported));
    QCOMPARE(list.presets().size(), size_t{7});
    QCOMPARE(list.presets()[5].name, "Mine 2");
    QCOMPARE(list.presets()[5].values.steps, 9);
    QVERIFY(list.presets()[5].id != mine);
    QVERIFY(!list.presets()[6].builtIn);
    QVERIFY(!readPresets(TEST_DATA "/scenes/version1.avatarscene"));
    QVERIFY(!readPresets(file("no such file")));
}

void TestPresetList::aDamagedFileIsKeptAside()
{
    for (const char* const kept : {"presets unreadable 1.json", "presets unreadable 2.json"}) {
        std::ofstream(file()) << "{\"format\": \"live-avatar-studio pre" << kept;
        const OwnPresets own = readOwnPresets(file());
        QVERIFY(own.presets.empty());
        QCOMPARE(own.unreadable, file(kept));
        QVERIFY(!fs::exists(file()));
    }
    // The second one hasn't replaced the first.
    QVERIFY(fs::file_size(file("presets unreadable 1.json")) > 0);
    QCOMPARE(opened(file()).presets().size(), size_t{4});
}

void TestPresetList::aListThatCannotBeWrittenStaysAsItWas()
{
    std::ofstream(file("no folder")) << "a file has this name";
    PresetList list(file("no folder/presets.json"));
    const Result<std::string> saved = list.save("Mine", {});
    QVERIFY(!saved);
    QVERIFY(saved.error().code == ErrorCode::NotWritable);
    QCOMPARE(list.presets().size(), size_t{4});
}

QTEST_GUILESS_MAIN(TestPresetList)
#include "tst_PresetList.moc"
