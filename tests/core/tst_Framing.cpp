// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Framing.h"
#include "tests/support/Goldens.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <algorithm>
#include <fstream>

using namespace studio;
using namespace studio::media;

namespace {

nlohmann::json json(const std::string& file)
{
    return nlohmann::json::parse(std::ifstream(test::kGoldens + file));
}

Picture noise(int width, int height)
{
    Picture picture{width, height, std::vector<uint8_t>(size_t{3} * width * height)};
    uint32_t random = 7;
    for (uint8_t& value : picture.rgb) {
        random = random * 1664525 + 1013904223;
        value = static_cast<uint8_t>(random >> 24);
    }
    return picture;
}

class TestFraming : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sizesAreTheReferences()
    {
        const nlohmann::json table = json("image/size_table.json");
        QVERIFY(table["cases"].size() > 200);
        for (const auto& one : table["cases"]) {
            const Size size = outputSize({one["width"], one["height"]}, one["max_area"]);
            const Size wanted{one["out_width"], one["out_height"]};
            QVERIFY2(size == wanted, one.dump().c_str());
        }
        for (const auto& [text, area] : table["max_area_configs"].items())
            QCOMPARE(*parseArea(text), area.get<int64_t>());
    }

    void sizesAreAlwaysUsable()
    {
        for (const Size picture : {Size{8, 8}, Size{8, 9000}, Size{12000, 9}, Size{9999, 9999}, Size{64, 64}}) {
            for (const int64_t area : {int64_t{64 * 64}, int64_t{704 * 384}, int64_t{4096 * 4096}}) {
                const Size size = outputSize(picture, area);
                QVERIFY(size.width >= kSideStep && size.height >= kSideStep);
                QCOMPARE(size.width % kSideStep, 0);
                QCOMPARE(size.height % kSideStep, 0);
            }
        }
    }

    void readsAnArea()
    {
        for (const char* text : {"704*384", "384x704", "704X384", "704×384"})
            QCOMPARE(*parseArea(text), 704 * 384);
        for (const char* text : {"", "704", "704*", "*384", "704*384 ", "704**384", "-704*-384", "70.4*384", "0*384",
                                 "63*64", "4097*4096", "99999999999*2", "2147483647*2147483647"}) {
            const auto area = parseArea(text);
            QVERIFY2(!area, text);
            QCOMPARE(area.error().code, ErrorCode::BadOption);
            QCOMPARE(area.error().subject, std::string(text));
        }
    }

    void framesAreTheReferences()
    {
        const model::StateDict goldens = test::golden("image/image.safetensors");
        int cases = 0;
        const nlohmann::json images = json("image/image.json");
        for (const auto& one : images["cases"]) {
            const auto picture
                = readPicture(test::kGoldens + "inputs/" + one["file"].get<std::string>(), PictureRules::Reference);
            QVERIFY(bool(picture));
            const Size size{one["size"][1], one["size"][0]};
            if (!one["max_area"].is_null())
                QVERIFY(outputSize({picture->width, picture->height}, one["max_area"]) == size);
            const Picture framed = frame(*picture, size, Fit::PadBlack);
            const at::Tensor wanted = goldens.at(one["key"].get<std::string>() + "_pixels").contiguous();
            QVERIFY(wanted.size(0) == framed.height && wanted.size(1) == framed.width);
            // Allowed are +-1, for JPEG +-3; PIL's own arithmetic leaves nothing.
            QVERIFY2(std::equal(framed.rgb.begin(), framed.rgb.end(), wanted.const_data_ptr<uint8_t>()),
                     one.dump().c_str());
            ++cases;
        }
        QVERIFY(cases > 10);
    }

    void evenPicturesStayEven()
    {
        Picture even{50, 30, std::vector<uint8_t>(size_t{3} * 50 * 30, 201)};
        for (const Size size : {Size{7, 300}, Size{300, 7}, Size{50, 31}, Size{1, 1}, Size{640, 640}}) {
            const Picture resized = resizeBilinear(even, size);
            QCOMPARE(resized.width, size.width);
            QCOMPARE(resized.height, size.height);
            QVERIFY(std::all_of(resized.rgb.begin(), resized.rgb.end(), [](uint8_t value) { return value == 201; }));
        }
    }

    void coverLeavesNoBars()
    {
        const Picture white{90, 260, std::vector<uint8_t>(size_t{3} * 90 * 260, 255)};
        for (const Size size : {Size{64, 128}, Size{128, 64}, Size{192, 192}, Size{320, 64}}) {
            const Picture covered = frame(white, size, Fit::Cover);
            QCOMPARE(covered.rgb.size(), size_t{3} * size.width * size.height);
            QCOMPARE(int(*std::min_element(covered.rgb.begin(), covered.rgb.end())), 255);
        }
        const Picture padded = frame(white, {192, 64}, Fit::PadBlack);
        QCOMPARE(int(padded.rgb.front()), 0);
    }

    void cropTakesTheRectangle()
    {
        const Picture picture = noise(200, 100);
        const Picture part = frame(picture, {64, 64}, Fit::Cover, Rect{30, 10, 64, 64});
        for (int y = 0; y < 64; ++y)
            QVERIFY(std::equal(part.rgb.begin() + 3 * 64 * y, part.rgb.begin() + 3 * 64 * (y + 1),
                               picture.rgb.begin() + 3 * (200 * (y + 10) + 30)));
        // Outside of the picture there is nothing to take.
        QCOMPARE(frame(picture, {64, 64}, Fit::Cover, Rect{-50, 90, 500, 500}).width, 64);
        QCOMPARE(frame(picture, {64, 64}, Fit::Cover, Rect{900, 900, 5, 5}).width, 64);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestFraming)
#include "tst_Framing.moc"
