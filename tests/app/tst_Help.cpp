// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FinishedTake.h"
#include "tests/support/StudioFixture.h"
#include "ui/common/Languages.h"
#include "ui/dialogs/HelpDialog.h"
#include "ui/models/TakeModel.h"
#include "ui/presenters/PlayerPresenter.h"
#include "ui/window/MainWindow.h"

#include <QAbstractButton>
#include <QAction>
#include <QDialog>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTextBrowser>

using namespace studio;
using namespace studio::ui;
using test::StudioFixture;

namespace {

class TestHelp : public QObject {
    Q_OBJECT

    // Values of an attribute of the page, in their order.
    static QStringList values(const QString& page, const QString& pattern)
    {
        QStringList found;
        for (auto all = QRegularExpression(pattern).globalMatch(page); all.hasNext();)
            found.append(all.next().captured(1));
        return found;
    }

    static QString page(const QString& language)
    {
        QFile file(QStringLiteral(":/help/%1.html").arg(language));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }

private Q_SLOTS:
    void theKeyOpensItInTheCurrentLanguage()
    {
        StudioFixture studio;
        studio.open();
        QVERIFY(QTest::qWaitForWindowActive(&studio.window(), test::kPatience));
        QTest::keyClick(&studio.window(), Qt::Key_F1);
        auto* dialog = studio.find<HelpDialog>("helpDialog");
        auto* contents = studio.find<QListWidget>("helpContentsList");
        auto* browser = studio.find<QTextBrowser>("helpBrowser");
        QVERIFY(dialog->isVisible());
        QCOMPARE(contents->count(), dialog->sections().size());
        QCOMPARE(contents->item(0)->text(), QStringLiteral("The first film"));
        QVERIFY(browser->toPlainText().contains(QStringLiteral("One face that looks at you")));
        studio.context().languages.setLanguage(settings::Language::SimplifiedChinese);
        QTRY_COMPARE(contents->item(0)->text(), QStringLiteral("第一部影片"));
        QVERIFY(browser->toPlainText().contains(QStringLiteral("只有一张脸")));
        studio.context().languages.setLanguage(settings::Language::English);

        // One of them is enough, and the list leads through it.
        studio.trigger(ActionId::Help);
        QCOMPARE(studio.window().findChildren<HelpDialog*>().size(), 1);
        contents->setCurrentRow(contents->count() - 1);
        QTRY_VERIFY(browser->verticalScrollBar()->value() > 0);
        studio.click("helpCloseButton");
        QTRY_VERIFY(!studio.window().findChild<HelpDialog*>());
    }

    void everyLinkAndPictureIsThere_data()
    {
        QTest::addColumn<settings::Language>("language");
        QTest::addColumn<QString>("name");
        QTest::newRow("English") << settings::Language::English << QStringLiteral("en");
        QTest::newRow("Chinese") << settings::Language::SimplifiedChinese << QStringLiteral("zh_CN");
    }

    void everyLinkAndPictureIsThere()
    {
        QFETCH(const settings::Language, language);
        QFETCH(const QString, name);
        StudioFixture studio;
        studio.open();
        studio.context().languages.setLanguage(language);
        studio.trigger(ActionId::Help);
        const auto* dialog = studio.find<HelpDialog>("helpDialog");
        auto* browser = studio.find<QTextBrowser>("helpBrowser");
        const QString text = page(name);
        const QStringList links = values(text, QStringLiteral("href=\"([^\"]*)\""));
        QVERIFY(links.size() > 8);
        for (const QString& link : links)
            QVERIFY2(dialog->resolves(QUrl(link)), qPrintable(link));
        QVERIFY(!dialog->resolves(QUrl(QStringLiteral("#nowhere"))));
        QVERIFY(!dialog->resolves(QUrl(QStringLiteral("do:nothing"))));
        const QStringList pictures = values(text, QStringLiteral("src=\"([^\"]*)\""));
        QVERIFY(pictures.size() >= 3);
        for (const QString& picture : pictures) {
            const auto pixmap = browser->loadResource(QTextDocument::ImageResource, QUrl(picture)).value<QPixmap>();
            QVERIFY2(!pixmap.isNull(), qPrintable(picture));
        }
        // Both languages have the same, in the same order.
        const QString other = page(QStringLiteral("en"));
        for (const char* pattern : {"href=\"([^\"]*)\"", "src=\"([^\"]*)\"", "<a name=\"(\\w+)\""})
            QCOMPARE(values(text, QLatin1String(pattern)), values(other, QLatin1String(pattern)));
        QCOMPARE(text.count(QStringLiteral("<li>")), other.count(QStringLiteral("<li>")));
        studio.context().languages.setLanguage(settings::Language::English);
    }

    void aLinkLeadsToItsSectionOrDoesWhatItSays()
    {
        StudioFixture studio;
        studio.open();
        studio.trigger(ActionId::Help);
        const auto* contents = studio.find<QListWidget>("helpContentsList");
        auto* browser = studio.find<QTextBrowser>("helpBrowser");
        Q_EMIT browser->anchorClicked(QUrl(QStringLiteral("#voice")));
        QCOMPARE(contents->currentItem()->text(), QStringLiteral("A voice that works"));
        Q_EMIT browser->anchorClicked(QUrl(QStringLiteral("do:keys")));
        QVERIFY(studio.find<QDialog>("keysDialog")->isVisible());
    }

    // Every section that a field leads to is there.
    void theKeyOnAFieldOpensItsSection()
    {
        StudioFixture studio;
        studio.open();
        QVERIFY(QTest::qWaitForWindowActive(&studio.window(), test::kPatience));
        QTRY_VERIFY(studio.find<QWidget>("portraitCropView")->isVisible());
        const auto titleAt = [&studio](const char* field) {
            auto* widget = studio.find<QWidget>(field);
            studio.window().activateWindow();
            widget->setFocus();
            if (!QTest::qWaitFor([widget] { return widget->hasFocus(); }, test::kPatience))
                return QStringLiteral("no focus");
            QTest::keyClick(widget, Qt::Key_F1);
            return studio.find<QListWidget>("helpContentsList")->currentItem()->text();
        };
        QCOMPARE(titleAt("promptTextEdit"), QStringLiteral("The sentence"));
        QCOMPARE(titleAt("portraitCropView"), QStringLiteral("A portrait that works"));
        QCOMPARE(titleAt("sizeComboBox"), QStringLiteral("Presets, size and length"));
        QCOMPARE(titleAt("modelComboBox"), QStringLiteral("The demo model and the full one"));
        const auto* dialog = studio.find<HelpDialog>("helpDialog");
        for (const QWidget* widget : studio.window().findChildren<QWidget*>())
            QVERIFY2(dialog->sections().contains(HelpDialog::sectionOf(widget)), qPrintable(widget->objectName()));
    }

    // A dialog over the window has help of its own.
    void itOpensOverAModalDialog()
    {
        StudioFixture studio;
        const auto take = test::writeFinishedTake(studio.path(QStringLiteral("takes")).toStdString(), 25, 3);
        QVERIFY(take);
        studio.open();
        studio.context().takes.reload();
        QTRY_VERIFY(studio.context().takes.byNumber(take->number));
        studio.part<PlayerPresenter>().playTake(take->number);
        QTRY_VERIFY(studio.actions()[ActionId::Export]->isEnabled());
        studio.trigger(ActionId::Export);
        auto* exporting = studio.find<QDialog>("exportDialog");
        QTRY_COMPARE(QApplication::activeWindow(), exporting);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_F1);
        auto* dialog = studio.find<HelpDialog>("helpDialog");
        QCOMPARE(dialog->parentWidget(), exporting);
        QCOMPARE(studio.find<QListWidget>("helpContentsList")->currentItem()->text(),
                 QStringLiteral("The finished film"));
    }
};

} // namespace

QTEST_MAIN(TestHelp)
#include "tst_Help.moc"
