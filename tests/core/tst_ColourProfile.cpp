// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Log.h"
#include "core/media/Picture.h"
#include "tests/support/PictureFiles.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <functional>
#include <string>

using namespace studio;
using namespace studio::media;
using test::Bytes;
using test::Colour;

namespace {

constexpr int kSide = 72;
constexpr test::PngKind kRgbPng{.width = kSide, .height = kSide};

// Colours of pictures as a person sees them, by what their files say of them.
class TestColourProfile : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::vector<std::string> m_log;

    [[nodiscard]] std::filesystem::path file() const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / "picture";
    }

    // The colour of all pixels of the file; 999 if it can't be read.
    [[nodiscard]] std::array<int, 3> colour(PictureRules rules = PictureRules::Studio) const
    {
        const Result<Picture> picture = readPicture(file(), rules);
        if (!picture) {
            qWarning("%s", picture.error().detail.c_str());
            return {999, 999, 999};
        }
        const size_t middle = picture->rgb.size() / 2 / 3 * 3;
        return {picture->rgb[middle], picture->rgb[middle + 1], picture->rgb[middle + 2]};
    }

    static bool near(const std::array<int, 3>& found, const std::array<int, 3>& wanted, int levels = 2)
    {
        const bool is = std::equal(found.begin(), found.end(), wanted.begin(),
                                   [levels](int a, int b) { return std::abs(a - b) <= levels; });
        if (!is)
            qWarning("%d %d %d instead of %d %d %d", found[0], found[1], found[2], wanted[0], wanted[1], wanted[2]);
        return is;
    }

    static Bytes plain(const Bytes& pixel) { return test::filled(kSide, kSide, pixel); }
    static Bytes wide(const Colour& colour) // 16 bits, big-endian
    {
        return {colour[0], colour[0], colour[1], colour[1], colour[2], colour[2]};
    }

private Q_SLOTS:
    void initTestCase()
    {
        log::setSink([this](log::Level, std::string_view line) { m_log.emplace_back(line); });
    }
    void init() { m_log.clear(); }
    void cleanupTestCase()
    {
        log::setSink([](log::Level, std::string_view) {});
    }

    void profilesAreAppliedInEveryFormat_data()
    {
        QTest::addColumn<std::function<void(const std::filesystem::path&)>>("write");
        using Write = std::function<void(const std::filesystem::path&)>;
        const auto row = [](const char* name, Write write) { QTest::newRow(name) << std::move(write); };
        const Bytes exchanged = test::exchangedProfile();
        const Bytes stored{60, 200, 40};
        row("JPEG", [=](const auto& path) {
            test::writeJpeg(path, {kSide, kSide, 3, exchanged}, test::filled(kSide, 1, stored));
        });
        row("JPEG, profile in several segments", [=](const auto& path) {
            test::writeJpeg(path, {kSide, kSide, 3, test::exchangedProfile(100'000)}, test::filled(kSide, 1, stored));
        });
        row("PNG",
            [=](const auto& path) { test::writePng(path, kRgbPng, plain(stored), {test::profileChunk(exchanged)}); });
        row("PNG, 16 bits", [=](const auto& path) {
            test::writePng(path, {kSide, kSide, 16, 2}, plain(wide({60, 200, 40})), {test::profileChunk(exchanged)});
        });
        row("PNG with alpha", [=](const auto& path) {
            test::writePng(path, {kSide, kSide, 8, 6}, plain({60, 200, 40, 255}), {test::profileChunk(exchanged)});
        });
        row("TIFF", [=](const auto& path) {
            test::writeTiff(path, {.width = kSide, .height = kSide, .profile = exchanged}, plain(stored));
        });
        row("TIFF, 16 bits in planes", [=](const auto& path) {
            test::writeTiff(
                path,
                {.width = kSide, .height = kSide, .bits = 16, .planar = PLANARCONFIG_SEPARATE, .profile = exchanged},
                plain(wide({60, 200, 40})));
        });
        row("BMP of Windows 98", [=](const auto& path) {
            Bytes bmp{'B', 'M'};
            const auto number = [&](uint32_t value, size_t bytes = 4) { test::append(bmp, &value, bytes); };
            const Bytes pixels = plain({40, 200, 60}); // blue first
            const auto pixelBytes = static_cast<uint32_t>(pixels.size());
            const auto profileBytes = static_cast<uint32_t>(exchanged.size());
            number(14 + 124 + pixelBytes + profileBytes);
            number(0);
            number(14 + 124);
            number(124);
            number(kSide);
            number(kSide);
            number(1, 2);
            number(24, 2);
            number(0);
            number(pixelBytes);
            bmp.resize(14 + 56);
            test::append(bmp, "DEBM", 4); // 'MBED'
            bmp.resize(14 + 112);
            number(124 + pixelBytes);
            number(profileBytes);
            bmp.resize(14 + 124);
            test::append(bmp, pixels);
            test::append(bmp, exchanged);
            test::writeBytes(path, bmp);
        });
    }
    void profilesAreAppliedInEveryFormat()
    {
        QFETCH(std::function<void(const std::filesystem::path&)>, write);
        write(file());
        QVERIFY(near(colour(), {200, 60, 40}));
        // The reference takes the numbers as they are.
        QVERIFY(near(colour(PictureRules::Reference), {60, 200, 40}));
    }

    void inksAreConvertedByTheirProfile()
    {
        const Bytes profile = test::inkProfile();
        // Inks of (200, 60, 40), with a little of them in black; Adobe's JPEGs store what is left of the light.
        const Bytes inks{35, 175, 195, 20};
        Bytes light = inks;
        for (uint8_t& level : light)
            level = static_cast<uint8_t>(255 - level);
        test::writeJpeg(file(), {kSide, kSide, 4, profile}, test::filled(kSide, 1, light));
        QVERIFY(near(colour(), {200, 60, 40}, 6));
        test::writeTiff(
            file(),
            {.width = kSide, .height = kSide, .samples = 4, .photometric = PHOTOMETRIC_SEPARATED, .profile = profile},
            plain(inks));
        QVERIFY(near(colour(), {200, 60, 40}, 6));
        // Without a profile both are taken alike, as before.
        test::writeJpeg(file(), {kSide, kSide, 4, {}}, test::filled(kSide, 1, light));
        const std::array<int, 3> jpeg = colour();
        test::writeTiff(file(), {.width = kSide, .height = kSide, .samples = 4, .photometric = PHOTOMETRIC_SEPARATED},
                        plain(inks));
        QVERIFY(near(colour(), jpeg, 1));
    }

    void greyHasProfilesToo()
    {
        // Half of the light is 188 in sRGB.
        test::writeJpeg(file(), {kSide, kSide, 1, test::linearGreyProfile()}, Bytes(kSide, 128));
        QVERIFY(near(colour(), {188, 188, 188}));
        test::writePng(file(), {kSide, kSide, 16, 0}, plain({128, 0}), {test::profileChunk(test::linearGreyProfile())});
        QVERIFY(near(colour(), {188, 188, 188}));
        // A profile for RGB on a grey picture: grey is equal red, green and blue.
        test::writeJpeg(file(), {kSide, kSide, 1, test::exchangedProfile()}, Bytes(kSide, 128));
        QVERIFY(near(colour(), {128, 128, 128}));
    }

    void aProfileOfSrgbChangesNoLevel()
    {
        Bytes levels;
        for (int i = 0; i < kSide * kSide; ++i) {
            for (const int step : {1, 7, 31})
                levels.push_back(static_cast<uint8_t>(i * step));
        }
        test::writePng(file(), kRgbPng, levels);
        const Result<Picture> plainly = readPicture(file(), PictureRules::Studio);
        test::writePng(file(), kRgbPng, levels, {test::profileChunk(test::srgbProfile())});
        const Result<Picture> tagged = readPicture(file(), PictureRules::Studio);
        QVERIFY(plainly && tagged);
        QVERIFY(plainly->rgb == levels);
        QVERIFY(tagged->rgb == levels);
    }

    void aProfileThatDoesNotFitIsIgnoredWithANote_data()
    {
        QTest::addColumn<Bytes>("profile");
        QTest::newRow("for inks") << test::inkProfile();
        QTest::newRow("for grey") << test::linearGreyProfile();
        Bytes torn = test::exchangedProfile();
        torn.resize(torn.size() / 3);
        QTest::newRow("cut off") << torn;
        QTest::newRow("noise") << Bytes(500, 0x5A);
    }
    void aProfileThatDoesNotFitIsIgnoredWithANote()
    {
        QFETCH(Bytes, profile);
        test::writeJpeg(file(), {kSide, kSide, 3, profile}, test::filled(kSide, 1, Bytes{60, 200, 40}));
        QVERIFY(near(colour(), {60, 200, 40}));
        QCOMPARE(m_log.size(), size_t{1});
    }

    void pngSaysItsGammaAndPrimaries()
    {
        const auto chunk = [](std::string_view name, const std::vector<uint32_t>& numbers) {
            test::Chunk made{name, {}};
            for (const uint32_t number : numbers)
                test::appendNumber(made.data, number);
            return made;
        };
        const test::Chunk linear = chunk("gAMA", {100000});
        const test::Chunk usual = chunk("gAMA", {45455});
        const test::Chunk srgbPrimaries = chunk("cHRM", {31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000});
        const test::Chunk exchanged = chunk("cHRM", {31270, 32900, 30000, 60000, 64000, 33000, 15000, 6000});
        test::writePng(file(), kRgbPng, plain({128, 128, 128}), {linear});
        QVERIFY(near(colour(), {188, 188, 188}));
        // Programs that mean sRGB write this.
        test::writePng(file(), kRgbPng, plain({60, 200, 40}), {usual, srgbPrimaries});
        QVERIFY(near(colour(), {60, 200, 40}, 0));
        test::writePng(file(), kRgbPng, plain({60, 200, 40}), {usual, exchanged});
        QVERIFY(near(colour(), {200, 60, 40}));
        // sRGB counts more than both.
        test::writePng(file(), kRgbPng, plain({60, 200, 40}), {{"sRGB", {0}}, usual, srgbPrimaries});
        QVERIFY(near(colour(), {60, 200, 40}, 0));
    }

    void pngSaysItsColoursByCodes()
    {
        test::writePng(file(), kRgbPng, plain({128, 128, 128}), {{"cICP", {1, 8, 0, 1}}}); // linear
        QVERIFY(near(colour(), {188, 188, 188}));
        // Display P3: its red lies outside of sRGB, and a dull colour inside is more saturated there.
        test::writePng(file(), kRgbPng, plain({180, 120, 100}), {{"cICP", {12, 13, 0, 1}}});
        QVERIFY(near(colour(), {190, 117, 96}, 3));
        test::writePng(file(), kRgbPng, plain({60, 200, 40}), {{"cICP", {99, 99, 0, 1}}});
        QVERIFY(near(colour(), {60, 200, 40}, 0));
        QCOMPARE(m_log.size(), size_t{1});
    }

    // PQ and HLG: a white wall stays bright, highlights keep their steps, and nothing turns grey.
    void highDynamicRangeIsToneMapped()
    {
        for (const uint8_t transfer : {uint8_t{16}, uint8_t{18}}) {
            // 18% grey, white and ten times white: 0.18, 1 and 4.9 times 203 cd/m2 (HLG ends there).
            const std::array<int, 3> codes = transfer == 16 ? std::array{96, 148, 191} : std::array{93, 191, 255};
            std::vector<int> levels;
            for (const int code : codes) {
                const auto level = static_cast<uint8_t>(code);
                test::writePng(file(), kRgbPng, plain({level, level, level}), {{"cICP", {9, transfer, 0, 1}}});
                const std::array<int, 3> shown = colour();
                QVERIFY(near(shown, {shown[0], shown[0], shown[0]}, 1));
                levels.push_back(shown[0]);
            }
            QVERIFY(levels[0] > 90 && levels[0] < 150);
            QVERIFY(levels[1] > 220 && levels[1] < 250);
            QVERIFY(levels[2] > levels[1]);
        }
    }

    // Cameras that are set to Adobe RGB say so in EXIF and write no profile.
    void exifSaysThatItIsAdobeRgb()
    {
        Bytes exif;
        const auto number = [&](uint32_t value, size_t bytes) { test::append(exif, &value, bytes); };
        const auto entry = [&](uint32_t tag, uint32_t type, uint32_t count, uint32_t value) {
            number(1, 2); // a directory of one entry
            number(tag, 2);
            number(type, 2);
            number(count, 4);
            number(value, 4);
            number(0, 4);
        };
        test::append(exif, "Exif\0\0II*\0", 10);
        number(8, 4);
        entry(0x8769, 4, 1, 26); // EXIF
        entry(0xA005, 4, 1, 44); // interoperability
        entry(1, 2, 4, 'R' | '0' << 8 | '3' << 16);
        const Bytes row = test::filled(kSide, 1, Bytes{180, 120, 100});
        test::writeJpeg(file(), {kSide, kSide, 3, {}}, row);
        QVERIFY(near(colour(), {180, 120, 100}));
        Bytes jpeg = test::readBytes(file());
        Bytes segment{0xFF, 0xE1, 0, static_cast<uint8_t>(exif.size() + 2)};
        test::append(segment, exif);
        jpeg.insert(jpeg.begin() + 2, segment.begin(), segment.end());
        test::writeBytes(file(), jpeg);
        QVERIFY(near(colour(), {200, 121, 99}, 3));
        QVERIFY(near(colour(PictureRules::Reference), {180, 120, 100}));
    }

    void colourInAvifIsThatOfItsCodes()
    {
        const std::filesystem::path wideAvif = TEST_DATA "/pictures/wide.avif"; // Display P3, by its codes
        const Result<Picture> picture = readPicture(wideAvif, PictureRules::Studio);
        QVERIFY(bool(picture));
        for (const auto& [x, y] : {std::pair{10, 10}, {80, 10}, {10, 70}, {80, 70}}) {
            const size_t at = 3 * (static_cast<size_t>(y) * test::kQuartersWidth + static_cast<size_t>(x));
            const Colour& wanted = test::kQuarters[test::quarterAt(x, y)];
            QVERIFY(near({picture->rgb[at], picture->rgb[at + 1], picture->rgb[at + 2]},
                         {wanted[0], wanted[1], wanted[2]}, 3));
        }
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestColourProfile)
#include "tst_ColourProfile.moc"
