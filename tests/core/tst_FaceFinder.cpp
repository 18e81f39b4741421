// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/FaceFinder.h"

#include <QTest>

using namespace studio;
using media::Face;
using media::Picture;

namespace {

class TestFaceFinder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFaceIsFoundWhereItIs()
    {
        const Result<Picture> ada = media::readPicture(DEMO_DATA "/portraits/ada.png", media::PictureRules::Studio);
        QVERIFY(ada);
        const std::vector<Face> faces = media::findFaces(*ada);
        if (!media::canFindFaces()) {
            QVERIFY(faces.empty());
            QSKIP("built without dlib");
        }
        QCOMPARE(faces.size(), size_t{1});
        const Face& face = faces.front();
        QVERIFY(face.box.x >= 0 && face.box.y >= 0);
        QVERIFY(face.box.x + face.box.width <= ada->width && face.box.y + face.box.height <= ada->height);
        QVERIFY(face.box.x < ada->width / 2 && face.box.x + face.box.width > ada->width / 2);
        QVERIFY(face.box.height > ada->height / 3 && face.box.height < ada->height * 2 / 3);
        QVERIFY(face.eyes > face.box.y && face.eyes < face.box.y + face.box.height / 2);
    }

    void twoFacesAreFoundTheLargerFirst()
    {
        if (!media::canFindFaces())
            QSKIP("built without dlib");
        const Result<Picture> ada = media::readPicture(DEMO_DATA "/portraits/ada.png", media::PictureRules::Studio);
        QVERIFY(ada);
        // Beside it the same at half the size.
        Picture both{.width = ada->width * 3 / 2, .height = ada->height, .rgb = {}};
        both.rgb.assign(size_t{3} * static_cast<size_t>(both.width) * static_cast<size_t>(both.height), 200);
        const auto copy = [&](int x, int y, int fromX, int fromY) {
            for (size_t channel = 0; channel < 3; ++channel)
                both.rgb[3 * static_cast<size_t>(y * both.width + x) + channel]
                    = ada->rgb[3 * static_cast<size_t>(fromY * ada->width + fromX) + channel];
        };
        for (int y = 0; y < ada->height; ++y) {
            for (int x = 0; x < ada->width; ++x)
                copy(x, y, x, y);
        }
        for (int y = 0; y < ada->height / 2; ++y) {
            for (int x = 0; x < ada->width / 2; ++x)
                copy(ada->width + x, y, 2 * x, 2 * y);
        }
        const std::vector<Face> faces = media::findFaces(both);
        QCOMPARE(faces.size(), size_t{2});
        QVERIFY(faces[0].box.width > faces[1].box.width);
        QVERIFY(faces[1].box.x > ada->width);
    }

    void aWallHasNone()
    {
        Picture wall{.width = 320, .height = 240, .rgb = {}};
        for (int y = 0; y < wall.height; ++y) {
            for (int x = 0; x < wall.width; ++x) // bricks
                wall.rgb.insert(wall.rgb.end(), 3, (y / 20) % 2 == (x / 40) % 2 ? uint8_t{150} : uint8_t{110});
        }
        QVERIFY(media::findFaces(wall).empty());
        QVERIFY(media::findFaces({}).empty());
    }
};

} // namespace

QTEST_APPLESS_MAIN(TestFaceFinder)
#include "tst_FaceFinder.moc"
