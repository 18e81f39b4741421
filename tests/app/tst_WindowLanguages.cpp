// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/StudioFixture.h"
#include "ui/common/Languages.h"
#include "ui/controllers/SceneController.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QLabel>

using namespace studio;
using namespace studio::ui;
using test::StudioFixture;

namespace {

// The language changes while the program runs, in everything that is open.
class TestWindowLanguages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLanguageChangesAtOnce()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(studio.find<QAbstractButton>("renderButton")->isEnabled());
        QCOMPARE(studio.find<QAbstractButton>("renderButton")->text(), QStringLiteral("Render"));
        studio.trigger(ActionId::Settings);
        auto* language = studio.find<QComboBox>("languageComboBox");
        language->setCurrentIndex(2);
        Q_EMIT language->activated(2);
        QTRY_COMPARE(studio.find<QAbstractButton>("renderButton")->text(), QStringLiteral("渲染"));
        QCOMPARE(studio.find<QLabel>("jobTitleLabel")->text(), QStringLiteral("就绪"));
        QCOMPARE(studio.find<QDialog>("settingsDialog")->windowTitle(), QStringLiteral("设置"));
        language->setCurrentIndex(1);
        Q_EMIT language->activated(1);
        QTRY_COMPARE(studio.find<QAbstractButton>("renderButton")->text(), QStringLiteral("Render"));
    }

    // As if they had been opened in that language.
    void openDialogsChangeTheirLanguage()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(studio.find<QAbstractButton>("renderButton")->isEnabled());
        Languages& languages = studio.context().languages;
        const std::pair<ActionId, const char*> dialogs[] = {{ActionId::Keys, "keysDialog"},
                                                            {ActionId::About, "aboutDialog"},
                                                            {ActionId::Help, "helpDialog"},
                                                            {ActionId::PlanDetails, "planDialog"}};
        for (const auto& [action, name] : dialogs) {
            const auto words = [&studio, name = name] {
                auto* dialog = studio.find<QDialog>(name);
                QStringList all{dialog->windowTitle()};
                for (const QWidget* widget : dialog->findChildren<QWidget*>()) {
                    if (!widget->isVisible())
                        continue;
                    if (const auto* label = qobject_cast<const QLabel*>(widget))
                        all << label->text();
                    if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
                        all << button->text() << button->accessibleName();
                }
                all.sort();
                return all;
            };
            const auto open = [&studio, action = action] { studio.trigger(action); };
            open();
            const QStringList english = words();
            languages.setLanguage(settings::Language::SimplifiedChinese);
            QTRY_VERIFY2(words() != english, name);
            const QStringList changed = words();
            studio.find<QDialog>(name)->close();
            QTRY_VERIFY(!studio.window().findChild<QDialog*>(QLatin1String(name)));
            open();
            QCOMPARE(changed, words());
            studio.find<QDialog>(name)->close();
            QTRY_VERIFY(!studio.window().findChild<QDialog*>(QLatin1String(name)));
            languages.setLanguage(settings::Language::English);
        }
    }

    // Not the sentence alone.
    void anOpenMessageChangesItsLanguage()
    {
        StudioFixture studio;
        studio.open();
        const WindowContext& context = studio.context();
        context.scene.saveAs(studio.path(QStringLiteral("no/such/folder/s.avatarscene")));
        const auto* why = studio.find<QLabel>("messageWhyLabel");
        QTRY_VERIFY(why->isVisible() && why->text().contains(QStringLiteral("You have no permission")));
        context.languages.setLanguage(settings::Language::SimplifiedChinese);
        QTRY_VERIFY(why->text().contains(QStringLiteral("没有")));
        QVERIFY(!why->text().contains(QStringLiteral("permission")));
        context.languages.setLanguage(settings::Language::English);
        QTRY_VERIFY(why->text().contains(QStringLiteral("You have no permission")));
    }
};

} // namespace

QTEST_MAIN(TestWindowLanguages)
#include "tst_WindowLanguages.moc"
