// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Picture.h"
#include "tests/support/Goldens.h"
#include "tests/support/MediaFiles.h"

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
        const std::string key = name.toStdString().replace(name.toStdString().find('.'), 1, "_") + "_decoded";
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
        QCOMPARE(readPicture(file("small.png"), PictureRules::Reference).error().code, ErrorCode::NotAnImage);
        test::writeBytes(file("dot.png"), test::pngHeader(1, 1));
        QCOMPARE(readPicture(file("dot.png"), PictureRules::Reference).error().code, ErrorCode::ImageTooSmall);
        test::writeBytes(file("nothing.png"), test::pngHeader(0, 100));
        QCOMPARE(readPicture(file("nothing.png"), PictureRules::Reference).error().code, ErrorCode::NotAnImage);
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
    }
    void refusesPicturesThatAreCutOff()
    {
        QFETCH(QString, name);
        const std::vector<uint8_t> whole = test::readBytes(kInputs + name.toStdString());
        for (const size_t length : {size_t{9}, size_t{30}, whole.size() / 4, whole.size() * 3 / 4}) {
            test::writeBytes(file("cut"), std::span(whole).first(length));
            const auto picture = readPicture(file("cut"), PictureRules::Studio);
            QVERIFY(!picture);
            QCOMPARE(picture.error().code, ErrorCode::NotAnImage);
            QCOMPARE(picture.error().subject, file("cut").string());
        }
    }

    void jpegWithoutItsEndMarkIsWhole()
    {
        const std::vector<uint8_t> whole = test::readBytes(kInputs + "portrait_b.jpg");
        test::writeBytes(file("end.jpg"), std::span(whole).first(whole.size() - 2));
        const auto picture = readPicture(file("end.jpg"), PictureRules::Reference);
        QVERIFY(bool(picture));
        QCOMPARE(worst(*picture, test::golden("image/image.safetensors").at("portrait_b_jpg_decoded")), 0);
    }

    // Whatever the bytes, there is an answer; the sanitizers watch the rest.
    void damagedBytesGiveAPictureOrAnError()
    {
        for (const char* name : {"portrait_b.jpg", "exif_orientation6.jpg", "rgba_alpha.png", "grey.png"}) {
            const std::vector<uint8_t> whole = test::readBytes(kInputs + name);
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
