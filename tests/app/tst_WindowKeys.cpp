// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/JobsInWindow.h"
#include "tests/support/WatchedApplication.h"
#include "ui/widgets/BlockTimeline.h"
#include "ui/widgets/VideoView.h"

#include <QClipboard>
#include <QComboBox>
#include <QSplitter>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;

namespace {

// What the pointer does by dragging, keys do.
class TestWindowKeys : public test::JobsInWindow {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    // It is empty, too, once the program that had something in it has ended.
    void anEmptyClipboardIsPastedAsNothing()
    {
        QGuiApplication::clipboard()->clear();
        auto* prompt = m_studio->find<QPlainTextEdit>("promptTextEdit");
        const QString before = prompt->toPlainText();
        prompt->setFocus();
        press(ActionId::Paste);
        QCOMPARE(prompt->toPlainText(), before);
        QGuiApplication::clipboard()->setText(QStringLiteral("hello "));
        press(ActionId::Paste);
        QVERIFY(prompt->toPlainText().contains(QStringLiteral("hello ")));
    }

    void panelsGrowAndShrink()
    {
        QVERIFY(!m_studio->actions()[ActionId::LargerPanel]->shortcuts().isEmpty());
        QVERIFY(!m_studio->actions()[ActionId::SmallerPanel]->shortcuts().isEmpty());
        const auto columns = [this] { return m_studio->find<QSplitter>("columnsSplitter")->sizes(); };
        const auto centre = [this] { return m_studio->find<QSplitter>("centreSplitter")->sizes(); };
        m_studio->window().resize(1600, 1000);
        const QList<int> first = columns();

        m_studio->find<QPlainTextEdit>("promptTextEdit")->setFocus();
        press(ActionId::LargerPanel);
        QVERIFY(columns()[0] > first[0]);
        QCOMPARE(columns()[2], first[2]);
        press(ActionId::SmallerPanel);
        QCOMPARE(columns(), first);
        press(ActionId::SmallerPanel);
        QVERIFY(columns()[0] < first[0]);

        m_studio->find<QComboBox>("presetComboBox")->setFocus();
        press(ActionId::LargerPanel);
        QVERIFY(columns()[2] > first[2]);
        for (int i = 0; i < 50; ++i)
            press(ActionId::LargerPanel);
        QVERIFY(columns()[1] > 0);
        QCOMPARE(columns()[0] + columns()[1] + columns()[2], first[0] + first[1] + first[2]);

        const QList<int> before = centre();
        m_studio->part<TakesPanel>().focusList();
        press(ActionId::LargerPanel);
        QVERIFY(centre()[1] > before[1]);
        m_studio->find<QWidget>("videoView")->setFocus();
        press(ActionId::LargerPanel);
        QVERIFY(centre()[1] <= before[1]);

        // As of a handle that was dragged, and as of one that was double-clicked.
        const QList<int> wide = columns();
        QVERIFY(!context().settings.get(settings::kColumnsSplitter).isEmpty());
        press(ActionId::ResetPanels);
        QVERIFY(columns() != wide);
        QCOMPARE(columns(), first);
        QVERIFY(context().settings.get(settings::kColumnsSplitter).isEmpty());
    }

    void aSmallWindowSaysWhyItsPanelsStay()
    {
        m_studio->window().resize(960, 540);
        const QAction* larger = m_studio->actions()[ActionId::LargerPanel];
        QTRY_VERIFY(!larger->isEnabled());
        QVERIFY(larger->toolTip().startsWith(QStringLiteral("Panels have sizes")));
        m_studio->window().resize(1600, 1000);
        QTRY_VERIFY(larger->isEnabled());
    }

    void anEnlargedPictureIsMoved()
    {
        auto* video = m_studio->find<VideoView>("videoView");
        QTRY_VERIFY(!video->pictureRect().isEmpty());
        const QAction* down = m_studio->actions()[ActionId::PanDown];
        QTRY_VERIFY(!down->isEnabled());
        QCOMPARE(down->toolTip(), QStringLiteral("All of the picture is in view."));
        video->setFocus();
        video->setZoom(8.0);
        QTRY_VERIFY(down->isEnabled());
        const QRectF middle = video->pictureRect();
        QTest::keyClick(video, Qt::Key_Down, Qt::AltModifier);
        QVERIFY(video->pictureRect().top() < middle.top());
        QTest::keyClick(video, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(video->pictureRect(), middle);
        QTest::keyClick(video, Qt::Key_Right, Qt::AltModifier);
        QVERIFY(video->pictureRect().left() < middle.left());
        QTest::keyClick(video, Qt::Key_Left, Qt::AltModifier);
        QTest::keyClick(video, Qt::Key_Left, Qt::AltModifier);
        QVERIFY(video->pictureRect().left() > middle.left());
        for (int i = 0; i < 200; ++i)
            QTest::keyClick(video, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(video->pictureRect().top(), 0.0); // Not beyond its edge.
        m_studio->trigger(ActionId::ZoomFit);
        QTRY_VERIFY(!down->isEnabled());
    }

    void anEnlargedTimelineIsMoved()
    {
        m_studio->click("renderButton");
        m_control->release(3);
        auto* timeline = m_studio->find<BlockTimeline>("blockTimeline");
        QTRY_COMPARE(timeline->state().blocks, 8);
        timeline->setFocus();
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(timeline, Qt::Key_Plus);
        const double first = timeline->visibleBlocks().first;
        QVERIFY(timeline->visibleBlocks().count < 8);
        QTest::keyClick(timeline, Qt::Key_PageDown);
        QVERIFY(timeline->visibleBlocks().first > first);
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(timeline, Qt::Key_PageUp);
        QCOMPARE(timeline->visibleBlocks().first, 0.0);
    }

private:
    void press(ActionId id) { m_studio->trigger(id); }
};

} // namespace

int main(int argc, char** argv)
{
    tests::WatchedApplication application(argc, argv);
    TestWindowKeys test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_WindowKeys.moc"
