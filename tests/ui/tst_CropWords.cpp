// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is said about a portrait's crop, and where "Centre the face" puts it.
#include "ui/presenters/CropWords.h"

#include "ui/common/Words.h"
#include "ui/services/InputService.h"

#include <QTest>

#include <cmath>

using namespace studio;
using namespace studio::ui;

namespace {

// 1000 x 1000 pixels, of which the film shows the whole, with the face in the middle.
PortraitState portrait()
{
    PortraitState state;
    state.path = QStringLiteral("/pictures/amelie.png");
    state.loaded = true;
    state.picture = QImage(100, 100, QImage::Format_RGB32);
    jobs::PortraitFacts facts;
    facts.width = facts.height = facts.cropWidth = facts.cropHeight = 1000;
    facts.outputWidth = facts.outputHeight = 448;
    facts.kept = {0, 0, 1, 1};
    facts.sharpness = 1000.0 / 448;
    state.facts = facts;
    state.faces = std::vector<PortraitFace>{{.box = QRectF(0.4, 0.3, 0.2, 0.3), .eyes = 0.38}};
    return state;
}

class TestCropWords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFaceIsJudged()
    {
        PortraitState state = portrait();
        CropFactList facts = cropFacts(state);
        QCOMPARE(facts[0].what, QStringLiteral("Face 30 % of the height"));
        QVERIFY(facts[0].tone == Tone::Ok);
        QCOMPARE(facts[1].what, QStringLiteral("Eyes on the upper third"));
        QCOMPARE(facts[1].detail, QStringLiteral("5 % below it"));
        QCOMPARE(facts[2].what, QStringLiteral("Sharp enough"));
        QCOMPARE(facts[2].detail, QStringLiteral("2.2 pixels for each one of the film"));

        state.facts->kept = {0.3, 0.28, 0.4, 0.4};
        facts = cropFacts(state);
        QCOMPARE(facts[0].what, QStringLiteral("Face 75 % of the height"));
        QVERIFY(facts[0].tone == Tone::Warn);
        QCOMPARE(facts[1].what, QStringLiteral("Best: eyes on the upper third"));
        state.facts->kept = {0, 0.4, 0.6, 0.6};
        QCOMPARE(cropFacts(state)[0].what, QStringLiteral("The face is cut off"));
        state.facts->sharpness = 0.69;
        QCOMPARE(cropFacts(state)[2].what, QStringLiteral("Will look soft"));
        QCOMPARE(cropFacts(state)[2].detail, QStringLiteral("0.6 pixels for each one of the film"));
    }

    void noFaceAndTwoAreSaid()
    {
        PortraitState state = portrait();
        state.faces->push_back({.box = QRectF(0.7, 0.3, 0.1, 0.1), .eyes = 0.33});
        QCOMPARE(cropFacts(state)[0].what, QStringLiteral("2 faces"));
        QVERIFY(cropFacts(state)[0].tone == Tone::Warn);
        state.facts->kept = {0, 0, 0.65, 0.65}; // without the second
        QVERIFY(cropFacts(state)[0].tone == Tone::Ok);
        state.faces->clear();
        QCOMPARE(cropFacts(state)[0].what, QStringLiteral("No face was found"));
        state.faces.reset(); // can't be looked for: nothing is claimed
        QVERIFY(cropFacts(state)[0].tone == Tone::Neutral);
    }

    void theFaceIsCentred()
    {
        PortraitState state = portrait();
        const std::optional<QRectF> crop = cropOfFace(state, 1);
        QVERIFY(crop.has_value());
        QVERIFY(std::abs(0.3 / crop->height() - 0.42) < 1e-9);
        QVERIFY(std::abs(crop->width() - crop->height()) < 1e-9);
        QVERIFY(std::abs(crop->center().x() - 0.5) < 1e-9);
        QVERIFY(std::abs((0.38 - crop->top()) / crop->height() - 1.0 / 3) < 1e-9);
        // Wider than the picture allows: as large as it can be.
        const std::optional<QRectF> wide = cropOfFace(state, 2);
        QVERIFY(std::abs(wide->width() - 1) < 1e-9 && std::abs(wide->left()) < 1e-9);
        QVERIFY(std::abs(wide->height() - 0.5) < 1e-9);
        state.faces->front().eyes = 0.05; // at the upper edge
        QCOMPARE(cropOfFace(state, 1)->top(), 0.0);
        state.faces->clear();
        QVERIFY(!cropOfFace(state, 1));
    }

    void theShapeIsTheOneThatWasChosen()
    {
        PortraitState state = portrait();
        project::Scene scene;
        QVERIFY(cropShape(state, scene) == CropShape::AsPicture);
        scene.crop = project::CropRect{0, 0.2, 0.96, 0.54};
        QVERIFY(cropShape(state, scene) == CropShape::Wide);
        scene.crop = project::CropRect{0, 0, 0.54, 0.96};
        QVERIFY(cropShape(state, scene) == CropShape::Upright);
        scene.crop = project::CropRect{0, 0, 0.9, 0.3};
        state.facts->outputWidth = 1024;
        state.facts->outputHeight = 320;
        QVERIFY(cropShape(state, scene) == CropShape::Free);
        const QString picture = QStringLiteral("amelie.png · %1 → ").arg(words::size(1000, 1000));
        QVERIFY2(cropInfo(state).startsWith(picture), qPrintable(cropInfo(state)));
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestCropWords)
#include "tst_CropWords.moc"
