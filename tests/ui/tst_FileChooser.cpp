// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/Models.h"
#include "core/settings/Settings.h"
#include "ui/common/FileChooser.h"
#include "ui/common/Languages.h"
#include "ui/theme/Theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCompleter>
#include <QDir>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <algorithm>

using namespace studio;
using namespace studio::ui;

namespace {

// Qt's own chooser: where it opens, what it offers beside, and its words.
class TestFileChooser : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<settings::Settings> m_settings;
    std::unique_ptr<QWidget> m_window;
    jobs::DemoScene m_demo;

    QString path(const QString& name) { return m_home->filePath(name); }

    QPointer<QFileDialog> opened()
    {
        auto* dialog = m_window->findChild<QFileDialog*>(QStringLiteral("fileDialog"));
        if (!dialog)
            qFatal("no chooser");
        return dialog;
    }
    QPointer<QFileDialog> open(FileKind kind)
    {
        m_window = std::make_unique<QWidget>();
        chooseFileToOpen(*m_window, *m_settings, m_demo, kind, [](const QString&) {});
        return opened();
    }
    QPointer<QFileDialog> save(FileKind kind)
    {
        m_window = std::make_unique<QWidget>();
        chooseFileToSave(*m_window, *m_settings, m_demo, kind, QStringLiteral("Untitled"), [](const QString&) {});
        return opened();
    }
    static QString folder(const QPointer<QFileDialog>& dialog)
    {
        return QFileInfo(dialog->directory().path()).canonicalFilePath();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        const Result<jobs::DemoScene> demo = jobs::readDemoScene(DEMO_DATA);
        QVERIFY(bool(demo));
        m_demo = *demo;
    }
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        qputenv("HOME", m_home->path().toUtf8());
        qputenv("XDG_CONFIG_HOME", path(QStringLiteral(".config")).toUtf8());
        m_settings = std::make_unique<settings::Settings>(path(QStringLiteral("studio.ini")));
    }
    void cleanup() { m_window.reset(); }

    void withoutAnythingItOpensAtHome()
    {
        for (const FileKind kind : {FileKind::Portrait, FileKind::Voice, FileKind::Scene, FileKind::Presets,
                                    FileKind::Folder, FileKind::Export})
            QCOMPARE(folder(open(kind)), QFileInfo(m_home->path()).canonicalFilePath());
        QCOMPARE(folder(save(FileKind::Scene)), QFileInfo(m_home->path()).canonicalFilePath());
    }

    void eachKindOpensInItsPlace()
    {
        for (const char* const name : {"Pictures", "Music", "Documents", "Videos"})
            QVERIFY(QDir(m_home->path()).mkdir(QLatin1String(name)));
        QVERIFY(folder(open(FileKind::Portrait)).endsWith(QStringLiteral("/Pictures")));
        QVERIFY(folder(open(FileKind::Voice)).endsWith(QStringLiteral("/Music")));
        QVERIFY(folder(save(FileKind::Scene)).endsWith(QStringLiteral("/Documents")));
        QVERIFY(folder(save(FileKind::Presets)).endsWith(QStringLiteral("/Documents")));
        QVERIFY(folder(open(FileKind::Export)).endsWith(QStringLiteral("/Videos")));
    }

    void theFolderOfLastTimeWinsWhileItIsThere()
    {
        QVERIFY(QDir(m_home->path()).mkdir(QStringLiteral("mine")));
        m_settings->set(settings::kSceneFolder, path(QStringLiteral("mine")));
        QVERIFY(folder(save(FileKind::Scene)).endsWith(QStringLiteral("/mine")));
        QVERIFY(QDir(m_home->path()).rmdir(QStringLiteral("mine")));
        QCOMPARE(folder(save(FileKind::Scene)), QFileInfo(m_home->path()).canonicalFilePath());
        m_settings->set(settings::kSceneFolder, QStringLiteral("/"));
        QCOMPARE(folder(save(FileKind::Scene)), QFileInfo(m_home->path()).canonicalFilePath());
    }

    void aHomeThatIsNoneIsNotTheRootOfTheDisk()
    {
        for (const char* const home : {"/", "/nowhere/at/all"}) {
            qputenv("HOME", home);
            QVERIFY(!QDir(folder(save(FileKind::Scene))).isRoot());
        }
    }

    void theDemosFilesAreInTheSideBar()
    {
        const auto has = [](const QPointer<QFileDialog>& dialog, const QString& name) {
            for (const QUrl& url : dialog->sidebarUrls()) {
                if (QFileInfo(url.toLocalFile()).fileName() == name && QFileInfo(url.toLocalFile()).isDir())
                    return true;
            }
            return false;
        };
        QVERIFY(has(open(FileKind::Portrait), QStringLiteral("portraits")));
        QVERIFY(has(open(FileKind::Voice), QStringLiteral("voices")));
        QVERIFY(!has(open(FileKind::Scene), QStringLiteral("voices")));
    }

    // The desktop's pictures, a red cross on Cancel, stand in no other dialog of the program.
    void namesInTheSideBarCanBeRead()
    {
        Theme theme;
        theme.applyTo(*qApp);
        const auto dialog = open(FileKind::Portrait);
        const auto* side = dialog->findChild<QListView*>(QStringLiteral("sidebar"));
        QVERIFY(side->model()->rowCount() > 0);
        QTRY_VERIFY(side->isVisible());
        QVERIFY2(side->viewport()->width() >= side->sizeHintForColumn(0),
                 qPrintable(QStringLiteral("%1 of %2").arg(side->viewport()->width()).arg(side->sizeHintForColumn(0))));
    }

    void whatIsOfferedWhileTypingCanBeRead()
    {
        Theme theme;
        theme.applyTo(*qApp);
        const auto dialog = open(FileKind::Portrait);
        QWidget* offered = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->completer()->popup();
        offered->resize(200, 80);
        QCOMPARE(offered->grab().toImage().pixelColor(100, 40), theme.color(Token::Raised));
    }

    void itsButtonsHaveNoIcons()
    {
        Theme theme;
        theme.applyTo(*qApp);
        const QPointer<QFileDialog> dialog = save(FileKind::Scene);
        const auto buttons = dialog->findChildren<QPushButton*>();
        QVERIFY(buttons.size() >= 2);
        for (const QPushButton* button : buttons)
            QVERIFY2(button->icon().isNull(), qPrintable(button->text()));
    }

    void itSpeaksTheWindowsLanguage()
    {
        Languages languages;
        languages.setLanguage(settings::Language::SimplifiedChinese);
        const auto isChinese = [](const QString& text) {
            return std::any_of(text.begin(), text.end(), [](QChar c) { return c.unicode() >= 0x4E00; });
        };
        for (const QPointer<QFileDialog>& dialog : {save(FileKind::Scene)}) {
            int seen = 0;
            for (const QWidget* widget : dialog->findChildren<QWidget*>()) {
                QStringList texts{widget->toolTip(), widget->accessibleDescription()};
                if (const auto* label = qobject_cast<const QLabel*>(widget))
                    texts.append(label->text());
                if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
                    texts.append(button->text());
                if (const auto* view = qobject_cast<const QTreeView*>(widget); view && view->model()) {
                    for (int i = 0; i < view->header()->count(); ++i)
                        texts.append(view->model()->headerData(i, Qt::Horizontal).toString());
                }
                for (QString text : texts) {
                    if (text.isEmpty() || text == QStringLiteral("..."))
                        continue;
                    QVERIFY2(isChinese(text), qPrintable(text));
                    ++seen;
                }
            }
            QVERIFY(seen >= 12);
        }
        QLineEdit edit;
        const std::unique_ptr<QMenu> menu(edit.createStandardContextMenu());
        for (const QAction* action : menu->actions())
            QVERIFY2(action->isSeparator() || isChinese(action->text()), qPrintable(action->text()));
        languages.setLanguage(settings::Language::English);
    }
};

} // namespace

QTEST_MAIN(TestFileChooser)
#include "tst_FileChooser.moc"
