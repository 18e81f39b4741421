// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Picture.h"
#include "tests/support/Goldens.h"
#include "tests/support/MediaFiles.h"
#include "tests/support/PictureFiles.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>

using namespace studio;
using namespace studio::media;

namespace {

const std::string kInputs = test::kGoldens + "inputs/";

// Largest difference in levels; 256 where sizes differ.
int worst(const Picture& picture, const at::Tensor& golden)
{
    if (golden.size(0) != picture.height || golden.size(1) != picture.width)
        return 256;
    const at::Tensor wanted = golden.contiguous();
    int difference = 0;
    for (size_t i = 0; i < picture.rgb.size(); ++i)
        difference = std::max(difference, std::abs(int{picture.rgb[i]} - wanted.const_data_ptr<uint8_t>()[i]));
    return difference;
}

std::array<int, 3> pixel(const Picture& picture, int x, int y)
{
    const uint8_t* const rgb = picture.rgb.data() + 3 * (static_cast<size_t>(y) * picture.width + x);
    return {rgb[0], rgb[1], rgb[2]};
}

const std::string kPictures = TEST_DATA "/pictures/";
// All of the same four colours; the moving ones begin with them.
constexpr std::array kFixtures{"quarters.heic", "quarters.avif", "quarters.bmp", "quarters.jxl", "quarters.jp2",
                               "quarters.qoi",  "moving.gif",    "moving.webp",  "moving.avif"};
const std::array<std::vector<uint8_t>, 4> kQuarterPixels = [] {
    std::array<std::vector<uint8_t>, 4> pixels;
    std::transform(test::kQuarters.begin(), test::kQuarters.end(), pixels.begin(),
                   [](const test::Colour& colour) { return std::vector<uint8_t>(colour.begin(), colour.end()); });
    return pixels;
}();

// Whether the quarters of a picture, in rows, are those of these numbers.
bool showsQuarters(const Picture& picture, const std::array<size_t, 4>& wanted, int tolerance = 6)
{
    for (size_t i = 0; i < 4; ++i) {
        const int x = picture.width * (i % 2 == 0 ? 1 : 3) / 4;
        const int y = picture.height * (i < 2 ? 1 : 3) / 4;
        const std::array<int, 3> found = pixel(picture, x, y);
        for (size_t c = 0; c < 3; ++c) {
            if (std::abs(found[c] - test::kQuarters[wanted[i]][c]) > tolerance)
                return false;
        }
    }
    return true;
}

class TestPicture : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    [[nodiscard]] std::filesystem::path file(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

private Q_SLOTS:
    void pixelsEqualTheReferences_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"portrait_a.png", "portrait_b.jpg", "landscape_c.png", "exif_orientation6.jpg",
                                 "rgba_alpha.png", "grey.png"})
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void pixelsEqualTheReferences()
    {
        QFETCH(QString, name);
        const auto picture = readPicture(kInputs + name.toStdString(), PictureRules::Reference);
        QVERIFY(bool(picture));
        const std::string key = QString(name).replace(u'.', u'_').toStdString() + "_decoded";
        // The same libraries as PIL's: not a level apart, JPEG included.
        QCOMPARE(worst(*picture, test::golden("image/image.safetensors").at(key)), 0);
    }

    void studioObeysTheOrientation()
    {
        const auto stored = readPicture(kInputs + "exif_orientation6.jpg", PictureRules::Reference);
        const auto upright = readPicture(kInputs + "exif_orientation6.jpg", PictureRules::Studio);
        QVERIFY(stored && upright);
        QCOMPARE(upright->width, stored->height);
        QCOMPARE(upright->height, stored->width);
        // 6: the first row as stored is the right side.
        QCOMPARE(pixel(*upright, upright->width - 1, 0), pixel(*stored, 0, 0));
        QCOMPARE(pixel(*upright, upright->width - 1, upright->height - 1), pixel(*stored, stored->width - 1, 0));
        QCOMPARE(pixel(*upright, 0, 7), pixel(*stored, 7, stored->height - 1));

        const auto info = probePicture(kInputs + "exif_orientation6.jpg");
        QVERIFY(bool(info));
        QCOMPARE(info->width, upright->width);
        QCOMPARE(info->height, upright->height);
        QVERIFY(info->format == PictureFormat::Jpeg);
    }

    void studioLaysAlphaOverWhite()
    {
        const auto dropped = readPicture(kInputs + "rgba_alpha.png", PictureRules::Reference);
        const auto laid = readPicture(kInputs + "rgba_alpha.png", PictureRules::Studio);
        QVERIFY(dropped && laid);
        bool differs = false;
        for (size_t i = 0; i < laid->rgb.size(); ++i) {
            QVERIFY(laid->rgb[i] >= dropped->rgb[i]);
            differs = differs || laid->rgb[i] != dropped->rgb[i];
        }
        QVERIFY(differs);
    }

    void refusesWhatIsTooLargeFromItsHeader()
    {
        test::writeBytes(file("large.png"), test::pngHeader(30000, 30000));
        for (const PictureRules rules : {PictureRules::Reference, PictureRules::Studio}) {
            const auto picture = readPicture(file("large.png"), rules);
            QVERIFY(!picture);
            QCOMPARE(picture.error().code, ErrorCode::ImageTooLarge);
            QCOMPARE(picture.error().detail, std::string("30000 x 30000"));
        }
        test::writeBytes(file("absurd.png"), test::pngHeader(0x7fffffff, 0x7fffffff));
        QCOMPARE(readPicture(file("absurd.png"), PictureRules::Studio).error().code, ErrorCode::ImageTooLarge);
    }

    void smallestSideDependsOnTheRules()
    {
        // 72 pixels high: enough for both.
        QVERIFY(bool(readPicture(kInputs + "grey.png", PictureRules::Studio)));
        test::writeBytes(file("small.png"), test::pngHeader(63, 500));
        QCOMPARE(readPicture(file("small.png"), PictureRules::Studio).error().code, ErrorCode::ImageTooSmall);
        QCOMPARE(readPicture(file("small.png"), PictureRules::Studio).error().detail, std::string("63 x 500"));
        // The reference's rules go on to the pixels, which are not there.
        QCOMPARE(readPicture(file("small.png"), PictureRules::Reference).error().code, ErrorCode::MediaDamaged);
        test::writeBytes(file("dot.png"), test::pngHeader(1, 1));
        QCOMPARE(readPicture(file("dot.png"), PictureRules::Reference).error().code, ErrorCode::ImageTooSmall);
        test::writeBytes(file("nothing.png"), test::pngHeader(0, 100));
        QCOMPARE(readPicture(file("nothing.png"), PictureRules::Reference).error().code, ErrorCode::MediaDamaged);
    }

    void namesWhatIsWrongWithAFile()
    {
        const auto code = [](const std::filesystem::path& path) {
            const auto picture = readPicture(path, PictureRules::Studio);
            return picture ? ErrorCode::Internal : picture.error().code;
        };
        QCOMPARE(code(file("missing.png")), ErrorCode::FileMissing);
        QCOMPARE(code(m_folder.path().toStdString()), ErrorCode::FileUnreadable);
        test::writeBytes(file("empty.png"), {});
        QCOMPARE(code(file("empty.png")), ErrorCode::NotAnImage);
        const std::string text = "this is a letter to a friend, not a picture";
        test::writeBytes(file("text.png"), {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
        QCOMPARE(code(file("text.png")), ErrorCode::NotAnImage);
        QCOMPARE(code(kInputs + "speech_16k.wav"), ErrorCode::NotAnImage);
    }

    void refusesPicturesThatAreCutOff_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("png") << QStringLiteral("portrait_a.png");
        QTest::newRow("jpeg") << QStringLiteral("portrait_b.jpg");
        for (const char* const name : kFixtures)
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void refusesPicturesThatAreCutOff()
    {
        QFETCH(QString, name);
        const bool fixture = std::filesystem::exists(kPictures + name.toStdString());
        const std::vector<uint8_t> whole = test::readBytes((fixture ? kPictures : kInputs) + name.toStdString());
        // What tells the kinds of the other formats lies in the first 40 bytes.
        for (const size_t length : {size_t{40}, whole.size() / 4, whole.size() / 2}) {
            test::writeBytes(file("cut"), std::span(whole).first(length));
            const auto picture = readPicture(file("cut"), PictureRules::Studio);
            QVERIFY(!picture);
            QCOMPARE(picture.error().code, ErrorCode::MediaDamaged);
            QCOMPARE(picture.error().subject, file("cut").string());
        }
    }

    void readsEveryKindWhateverItsName_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* const name : kFixtures)
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void readsEveryKindWhateverItsName()
    {
        QFETCH(QString, name);
        test::writeBytes(file("photo.jpg"), test::readBytes(kPictures + name.toStdString()));
        for (const PictureRules rules : {PictureRules::Reference, PictureRules::Studio}) {
            const auto picture = readPicture(file("photo.jpg"), rules);
            QVERIFY2(bool(picture), picture ? "" : picture.error().detail.c_str());
            QCOMPARE(picture->width, test::kQuartersWidth);
            QCOMPARE(picture->height, test::kQuartersHeight);
            QVERIFY(showsQuarters(*picture, {0, 1, 2, 3}));
            const auto info = probePicture(file("photo.jpg"), rules);
            QVERIFY(bool(info));
            QCOMPARE(info->width, test::kQuartersWidth);
            QCOMPARE(info->height, test::kQuartersHeight);
        }
    }

    void turnsThatAreInTheFileAreDone()
    {
        const auto heic = readPicture(kPictures + "turned.heic", PictureRules::Studio); // a quarter to the left
        QVERIFY(bool(heic));
        QCOMPARE(heic->width, test::kQuartersHeight);
        QVERIFY(showsQuarters(*heic, {1, 3, 0, 2}));

        test::writeTiff(file("turned.tif"),
                        {.width = test::kQuartersWidth,
                         .height = test::kQuartersHeight,
                         .orientation = ORIENTATION_RIGHTTOP}, // 6: a quarter to the right
                        test::quarters<uint8_t>(kQuarterPixels));
        const auto tiff = readPicture(file("turned.tif"), PictureRules::Studio);
        QVERIFY(bool(tiff));
        QCOMPARE(tiff->width, test::kQuartersHeight);
        QVERIFY(showsQuarters(*tiff, {2, 0, 3, 1}));
    }

    void readsTiffsOfAllLayouts_data()
    {
        QTest::addColumn<int>("planar");
        QTest::addColumn<int>("tileSide");
        QTest::addColumn<int>("bits");
        QTest::newRow("strips") << PLANARCONFIG_CONTIG << 0 << 8;
        QTest::newRow("planes in strips") << PLANARCONFIG_SEPARATE << 0 << 8;
        QTest::newRow("tiles") << PLANARCONFIG_CONTIG << 32 << 8;
        QTest::newRow("planes in tiles") << PLANARCONFIG_SEPARATE << 32 << 8;
        QTest::newRow("16 bits") << PLANARCONFIG_CONTIG << 0 << 16;
        QTest::newRow("16 bits in tiles") << PLANARCONFIG_CONTIG << 64 << 16;
    }
    void readsTiffsOfAllLayouts()
    {
        QFETCH(int, planar);
        QFETCH(int, tileSide);
        QFETCH(int, bits);
        std::vector<uint8_t> samples = test::quarters<uint8_t>(kQuarterPixels);
        if (bits == 16) {
            std::vector<uint8_t> wide;
            for (const uint8_t sample : samples)
                wide.insert(wide.end(), 2, sample);
            samples = wide;
        }
        test::writeTiff(file("quarters.tif"),
                        {.width = test::kQuartersWidth,
                         .height = test::kQuartersHeight,
                         .bits = bits,
                         .planar = planar,
                         .tileSide = static_cast<uint32_t>(tileSide)},
                        samples);
        const auto picture = readPicture(file("quarters.tif"), PictureRules::Studio);
        QVERIFY(bool(picture));
        QVERIFY(showsQuarters(*picture, {0, 1, 2, 3}, 0));
    }

    void readsGreyAndTransparentTiffs()
    {
        const auto first = [&](const test::TiffKind& kind, const std::vector<uint8_t>& samples) -> std::array<int, 3> {
            test::writeTiff(file("plain.tif"), kind,
                            test::filled(static_cast<int>(kind.width), static_cast<int>(kind.height), samples));
            const auto picture = readPicture(file("plain.tif"), PictureRules::Studio);
            return picture ? pixel(*picture, 0, 0) : std::array{-1, -1, -1};
        };
        const test::TiffKind grey{.width = 70, .height = 70, .samples = 1, .photometric = PHOTOMETRIC_MINISBLACK};
        QCOMPARE(first(grey, {90}), (std::array{90, 90, 90}));
        test::TiffKind inverted = grey;
        inverted.photometric = PHOTOMETRIC_MINISWHITE;
        QCOMPARE(first(inverted, {90}), (std::array{165, 165, 165}));
        test::TiffKind fax = inverted;
        fax.bits = 1;
        fax.compression = COMPRESSION_CCITTFAX4;
        QCOMPARE(first(fax, {0}), (std::array{255, 255, 255}));
        QCOMPARE(first(fax, {1}), (std::array{0, 0, 0}));
        // Half transparent red: straight, and multiplied by its alpha already.
        const test::TiffKind straight{.width = 70, .height = 70, .samples = 4, .extra = EXTRASAMPLE_UNASSALPHA};
        QCOMPARE(first(straight, {200, 0, 0, 128}), (std::array{227, 127, 127}));
        test::TiffKind multiplied = straight;
        multiplied.extra = EXTRASAMPLE_ASSOCALPHA;
        QCOMPARE(first(multiplied, {100, 0, 0, 128}), (std::array{227, 127, 127}));
        // A fourth channel that isn't alpha: the selection of an editor.
        test::TiffKind selection = straight;
        selection.extra = EXTRASAMPLE_UNSPECIFIED;
        QCOMPARE(first(selection, {200, 0, 0, 128}), (std::array{200, 0, 0}));
    }

    // The full size of telephones' cameras: reduced while it is read, so that the whole never is in memory.
    void largePicturesAreReducedWhileTheyAreRead()
    {
        constexpr int kWide = 12000;
        constexpr int kHigh = 9000;
        std::vector<uint8_t> row(kWide, 40);
        std::fill(row.begin() + kWide / 2, row.end(), uint8_t{220});
        test::writeJpeg(file("large"), {kWide, kHigh, 1, {}}, row);
        const auto check = [&] {
            const auto info = probePicture(file("large"));
            QVERIFY(bool(info));
            QCOMPARE(info->width, kWide);
            QCOMPARE(info->height, kHigh);
            QCOMPARE(info->readWidth, kWide / 2);
            QCOMPARE(info->readHeight, kHigh / 2);
            const auto picture = readPicture(file("large"), PictureRules::Studio);
            QVERIFY(bool(picture));
            QCOMPARE(picture->width, info->readWidth);
            QCOMPARE(picture->height, info->readHeight);
            for (const int y : {0, kHigh / 4, kHigh / 2 - 1}) {
                QCOMPARE(pixel(*picture, 0, y)[0], 40);
                QCOMPARE(pixel(*picture, kWide / 4 - 20, y)[0], 40);
                QCOMPARE(pixel(*picture, kWide / 4 + 20, y)[0], 220);
                QCOMPARE(pixel(*picture, kWide / 2 - 1, y)[2], 220);
            }
            // The reference reads it as it is.
            const auto asItIs = probePicture(file("large"), PictureRules::Reference);
            QVERIFY(asItIs && asItIs->readWidth == kWide);
        };
        check();
        std::vector<uint8_t> rows;
        for (int y = 0; y < kHigh; ++y)
            rows.insert(rows.end(), row.begin(), row.end());
        test::writePng(file("large"), {kWide, kHigh, 8, 0}, rows);
        check();
    }

    void namesKindsThatItCannotRead_data()
    {
        QTest::addColumn<QByteArray>("start");
        QTest::addColumn<QString>("kind");
        QTest::newRow("SVG") << QByteArray("<?xml version=\"1.0\"?>\n<svg width=\"100\"/>") << "SVG";
        QTest::newRow("PDF") << QByteArray("%PDF-1.7\n") << "PDF";
        QTest::newRow("GIMP") << QByteArray("gimp xcf v011") << "GIMP (XCF)";
        QTest::newRow("CR3") << QByteArray("\0\0\0\x18"
                                           "ftypcrx \0\0\0\1crx isom",
                                           24)
                             << "camera raw";
    }
    void namesKindsThatItCannotRead()
    {
        QFETCH(QByteArray, start);
        QFETCH(QString, kind);
        test::writeBytes(file("portrait.png"), {reinterpret_cast<const uint8_t*>(start.data()), size_t(start.size())});
        const auto picture = readPicture(file("portrait.png"), PictureRules::Studio);
        QVERIFY(!picture);
        QCOMPARE(picture.error().code, ErrorCode::ImageUnsupported);
        QCOMPARE(QString::fromStdString(picture.error().detail), kind);
    }

    // A camera's raw file begins as a TIFF of a thumbnail.
    void aCamerasRawFileIsNoThumbnail()
    {
        test::TiffKind thumbnail{.width = 70, .height = 70};
        thumbnail.dngVersion = true;
        test::writeTiff(file("raw.tif"), thumbnail, test::filled(70, 70, std::array<uint8_t, 3>{1, 2, 3}));
        QCOMPARE(probePicture(file("raw.tif")).error().code, ErrorCode::ImageUnsupported);
        QCOMPARE(readPicture(file("raw.tif"), PictureRules::Studio).error().detail, std::string("camera raw"));
    }

    void jpegWithoutItsEndMarkIsWhole()
    {
        const std::vector<uint8_t> whole = test::readBytes(kInputs + "portrait_b.jpg");
        test::writeBytes(file("end.jpg"), std::span(whole).first(whole.size() - 2));
        const auto picture = readPicture(file("end.jpg"), PictureRules::Reference);
        QVERIFY(bool(picture));
        QCOMPARE(worst(*picture, test::golden("image/image.safetensors").at("portrait_b_jpg_decoded")), 0);
    }

    // FFmpeg's decoder waits for what is missing, for ever.
    void aCutJpegXlIsRefused()
    {
        for (const char* const file : {"cut.jxl", "cut_container.jxl"}) {
            const std::filesystem::path cut = std::filesystem::path(TEST_DATA "/damaged") / file;
            for (const PictureRules rules : {PictureRules::Reference, PictureRules::Studio}) {
                QVERIFY(!probePicture(cut, rules));
                QVERIFY(!readPicture(cut, rules));
            }
        }
    }

    // Whatever the bytes, there is an answer; the sanitizers watch the rest.
    // An AVIF whose header a fuzzer has changed: the film's shape would have gone by it.
    void pixelsHaveTheSizeThatTheHeaderSays()
    {
        const std::filesystem::path damaged = TEST_DATA "/damaged/other_size.avif";
        for (const PictureRules rules : {PictureRules::Reference, PictureRules::Studio}) {
            const auto header = probePicture(damaged, rules);
            const auto picture = readPicture(damaged, rules);
            QVERIFY(!picture);
            QVERIFY(!header || picture.error().code == ErrorCode::MediaDamaged);
        }
        QVERIFY(probePicture(damaged, PictureRules::Reference)); // which is all that the header tells
    }

    void damagedBytesGiveAPictureOrAnError()
    {
        std::vector<std::string> names;
        for (const char* const name : {"portrait_b.jpg", "exif_orientation6.jpg", "rgba_alpha.png", "grey.png"})
            names.push_back(kInputs + name);
        for (const char* const name : kFixtures)
            names.push_back(kPictures + name);
        for (const int planar : {PLANARCONFIG_CONTIG, PLANARCONFIG_SEPARATE}) {
            for (const uint32_t tileSide : {0U, 32U}) {
                names.push_back(file(("whole" + std::to_string(names.size())).c_str()).string());
                test::writeTiff(names.back(),
                                {.width = test::kQuartersWidth,
                                 .height = test::kQuartersHeight,
                                 .planar = planar,
                                 .tileSide = tileSide,
                                 .profile = test::exchangedProfile()},
                                test::quarters<uint8_t>(kQuarterPixels));
            }
        }
        for (const std::string& name : names) {
            const std::vector<uint8_t> whole = test::readBytes(name);
            uint32_t random = 1;
            for (int round = 0; round < 60; ++round) {
                std::vector<uint8_t> bytes = whole;
                for (int i = 0; i < 8; ++i) {
                    random = random * 1664525 + 1013904223;
                    bytes[(random >> 8) % std::min<size_t>(bytes.size(), 700)] = static_cast<uint8_t>(random);
                }
                test::writeBytes(file("damaged"), bytes);
                const auto picture = readPicture(file("damaged"), PictureRules::Studio);
                if (picture)
                    QCOMPARE(picture->rgb.size(), size_t{3} * picture->width * picture->height);
                else
                    QCOMPARE(picture.error().subject, file("damaged").string());
            }
        }
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestPicture)
#include "tst_Picture.moc"
