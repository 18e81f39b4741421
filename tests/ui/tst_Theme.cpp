// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Theme.h"
#include "ui/widgets/NumberLabel.h"
#include "ui/widgets/PaintText.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDirIterator>
#include <QFontInfo>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPalette>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QSvgRenderer>
#include <QTabBar>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

#include <algorithm>
#include <cmath>
#include <map>

using namespace studio::ui;

namespace {

QImage shown(QWidget& widget)
{
    QImage image(widget.size(), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    widget.render(&image, {}, {}, QWidget::DrawChildren);
    return image;
}

// The two colours that matter of a picture of text: the ground, and what is farthest from it.
struct Ink {
    QColor ground;
    QColor text;
};

double relativeLuminance(const QColor& color)
{
    const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double x = relativeLuminance(a);
    const double y = relativeLuminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

// Of a place in the picture that has nothing but words in it; what most of it shows is the ground.
Ink inkOf(const QImage& picture, const QRect& place)
{
    std::map<QRgb, int> counts;
    for (int y = place.top(); y <= place.bottom(); ++y) {
        for (int x = place.left(); x <= place.right(); ++x)
            ++counts[picture.pixel(x, y)];
    }
    const auto most = std::max_element(counts.begin(), counts.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    Ink ink{QColor(most->first), QColor(most->first)};
    for (const auto& [pixel, count] : counts) {
        if (contrast(ink.ground, QColor(pixel)) > contrast(ink.ground, ink.text))
            ink.text = QColor(pixel);
    }
    return ink;
}

double inkContrast(const QImage& picture, const QRect& place)
{
    const Ink ink = inkOf(picture, place);
    return contrast(ink.ground, ink.text);
}

// Enabled words can be read, disabled ones are seen to be so.
QString judged(double enabled, double disabled)
{
    if (enabled >= 4.5 && disabled < 0.6 * enabled)
        return {};
    return QStringLiteral("enabled %1, disabled %2").arg(enabled).arg(disabled);
}

class TestTheme : public QObject {
    Q_OBJECT

    static void schemes()
    {
        QTest::addColumn<ThemeChoice>("choice");
        QTest::newRow("light") << ThemeChoice::Light;
        QTest::newRow("dark") << ThemeChoice::Dark;
    }

private Q_SLOTS:
    void initTestCase() { qApp->setStyle(QStringLiteral("Fusion")); }

    void everyGlyphIsAnSvgAndEverySvgAGlyph()
    {
        int files = 0;
        for (QDirIterator all(QStringLiteral(":/ui/icons")); all.hasNext();) {
            const QString path = all.next();
            QVERIFY2(QSvgRenderer(path).isValid(), qPrintable(path));
            ++files;
        }
        QCOMPARE(files, static_cast<int>(kGlyphNames.size()));
        for (const char* name : kGlyphNames)
            QVERIFY2(QFile::exists(QStringLiteral(":/ui/icons/%1.svg").arg(QLatin1String(name))), name);
    }

    void bothSchemesHaveEveryColour()
    {
        Theme theme;
        theme.applyTo(*qApp);
        for (const ThemeChoice choice : {ThemeChoice::Dark, ThemeChoice::Light}) {
            theme.setChoice(choice);
            for (size_t i = 0; i < kTokenNames.size(); ++i)
                QVERIFY2(theme.color(static_cast<Token>(i)).isValid(), kTokenNames[i]);
        }
    }

    // WCAG 2: text 4.5, marks 3.
    void colorsCanBeRead_data()
    {
        QTest::addColumn<int>("front");
        QTest::addColumn<int>("back");
        QTest::addColumn<double>("least");
        const auto pair = [](const char* name, Token front, Token back, double least) {
            QTest::newRow(name) << static_cast<int>(front) << static_cast<int>(back) << least;
        };
        pair("text on panel", Token::Text, Token::Panel, 4.5);
        pair("soft on panel", Token::TextSoft, Token::Panel, 4.5);
        pair("faint on panel", Token::TextFaint, Token::Panel, 4.5);
        pair("faint on window", Token::TextFaint, Token::Window, 4.5);
        pair("faint on control", Token::TextFaint, Token::Control, 4.5);
        pair("soft on selection", Token::TextSoft, Token::AccentSoft, 4.5);
        pair("ok on raised", Token::Ok, Token::Raised, 4.5);
        pair("warn on raised", Token::Warn, Token::Raised, 4.5);
        pair("bad on raised", Token::Bad, Token::Raised, 4.5);
        pair("bad on its ground", Token::Bad, Token::BadSoft, 4.5);
        pair("on primary button", Token::TextOnAccent, Token::AccentFill, 4.5);
        pair("voice on raised", Token::Voice, Token::Raised, 3);
        pair("meter on window", Token::Meter, Token::Window, 3);
        pair("mark on control", Token::Mark, Token::Control, 3);
        pair("focus on panel", Token::Focus, Token::Panel, 3);
    }

    void colorsCanBeRead()
    {
        QFETCH(int, front);
        QFETCH(int, back);
        QFETCH(double, least);
        Theme theme;
        theme.applyTo(*qApp);
        for (const ThemeChoice choice : {ThemeChoice::Dark, ThemeChoice::Light}) {
            theme.setChoice(choice);
            const double found
                = contrast(theme.color(static_cast<Token>(front)), theme.color(static_cast<Token>(back)));
            QVERIFY2(found >= least, qPrintable(QString::number(found)));
        }
    }

    void menusCanBeRead_data() { schemes(); }
    void menusCanBeRead()
    {
        QFETCH(ThemeChoice, choice);
        Theme theme;
        theme.applyTo(*qApp);
        theme.setChoice(choice);
        QMenu menu;
        QAction* on = menu.addAction(QStringLiteral("Rename"));
        QAction* off = menu.addAction(QStringLiteral("Rename"));
        off->setEnabled(false);
        QAction* hovered = menu.addAction(QStringLiteral("Rename"));
        menu.popup(QPoint(0, 0));
        QVERIFY(QTest::qWaitForWindowExposed(&menu));
        menu.setActiveAction(hovered);
        const QImage picture = menu.grab().toImage();
        const auto place = [&menu](QAction* action) { return menu.actionGeometry(action).adjusted(4, 2, -4, -2); };
        const double enabled = inkContrast(picture, place(on));
        QCOMPARE(judged(enabled, inkContrast(picture, place(off))), QString());
        const Ink ink = inkOf(picture, place(hovered));
        QVERIFY2(contrast(ink.ground, ink.text) >= 4.5, qPrintable(ink.ground.name() + ink.text.name()));
        QVERIFY(ink.ground != inkOf(picture, place(on)).ground);
        menu.close();
    }

    void headersCanBeRead_data() { schemes(); }
    void headersCanBeRead()
    {
        QFETCH(ThemeChoice, choice);
        Theme theme;
        theme.applyTo(*qApp);
        theme.setChoice(choice);
        QTreeWidget tree;
        tree.setHeaderLabels({QStringLiteral("Name"), QStringLiteral("Date")});
        tree.resize(300, 100);
        tree.show();
        QVERIFY(QTest::qWaitForWindowExposed(&tree));
        const QImage picture = tree.header()->grab().toImage();
        const QRect place(2, 2, tree.header()->sectionSize(0) - 4, tree.header()->height() - 5);
        const double found = inkContrast(picture, place);
        QVERIFY2(found >= 4.5, qPrintable(QString::number(found)));
    }

    void widgetsThatAreOffLookSo_data()
    {
        QTest::addColumn<ThemeChoice>("choice");
        QTest::addColumn<QString>("kind");
        for (const char* const kind : {"QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QComboBox",
                                       "QSpinBox", "QLineEdit", "QLabel", "QTabBar"}) {
            QTest::addRow("%s, light", kind) << ThemeChoice::Light << QString::fromLatin1(kind);
            QTest::addRow("%s, dark", kind) << ThemeChoice::Dark << QString::fromLatin1(kind);
        }
    }
    void widgetsThatAreOffLookSo()
    {
        QFETCH(ThemeChoice, choice);
        QFETCH(QString, kind);
        Theme theme;
        theme.applyTo(*qApp);
        theme.setChoice(choice);
        const QString words = QStringLiteral("12345678");
        const auto make = [&kind, &words]() -> std::unique_ptr<QWidget> {
            const auto titled = [&words](auto widget) -> std::unique_ptr<QWidget> {
                widget->setText(words);
                return widget;
            };
            if (kind == QStringLiteral("QPushButton"))
                return titled(std::make_unique<QPushButton>());
            if (kind == QStringLiteral("QToolButton"))
                return titled(std::make_unique<QToolButton>());
            if (kind == QStringLiteral("QCheckBox"))
                return titled(std::make_unique<QCheckBox>());
            if (kind == QStringLiteral("QRadioButton"))
                return titled(std::make_unique<QRadioButton>());
            if (kind == QStringLiteral("QLineEdit"))
                return titled(std::make_unique<QLineEdit>());
            if (kind == QStringLiteral("QLabel"))
                return titled(std::make_unique<QLabel>());
            if (kind == QStringLiteral("QComboBox")) {
                auto box = std::make_unique<QComboBox>();
                box->addItem(words);
                return box;
            }
            if (kind == QStringLiteral("QTabBar")) {
                auto bar = std::make_unique<QTabBar>();
                bar->addTab(words);
                return bar;
            }
            auto box = std::make_unique<QSpinBox>();
            box->setMaximum(99'999'999);
            box->setValue(12'345'678);
            return box;
        };
        // The middle of the words, without frames and arrows.
        const auto found = [&](bool enabled) {
            QWidget window; // The ground that it stands on.
            const std::unique_ptr<QWidget> widget = make();
            widget->setParent(&window);
            widget->setEnabled(enabled);
            window.resize(240, 60);
            widget->setGeometry(10, 10, 220, 40);
            window.show();
            widget->clearFocus();
            const QImage picture = window.grab().toImage();
            const int left = kind == QStringLiteral("QCheckBox") || kind == QStringLiteral("QRadioButton") ? 40 : 20;
            const bool middle
                = QStringList{QStringLiteral("QPushButton"), QStringLiteral("QToolButton"), QStringLiteral("QTabBar")}
                      .contains(kind);
            return inkContrast(picture, middle ? QRect(60, 20, 120, 20) : QRect(left, 18, 50, 22));
        };
        QCOMPARE(judged(found(true), found(false)), QString());
    }

    void itemsOfAChosenRowCanBeRead_data() { schemes(); }
    void itemsOfAChosenRowCanBeRead()
    {
        QFETCH(ThemeChoice, choice);
        Theme theme;
        theme.applyTo(*qApp);
        theme.setChoice(choice);
        QWidget window;
        QListWidget list(&window);
        list.addItems({QStringLiteral("One"), QStringLiteral("Two")});
        list.setGeometry(0, 0, 200, 100);
        list.setCurrentRow(1);
        window.resize(200, 100);
        window.show();
        QComboBox box;
        box.addItems({QStringLiteral("One"), QStringLiteral("Two")});
        box.setCurrentIndex(1);
        box.show();
        box.showPopup();
        for (QAbstractItemView* view : {static_cast<QAbstractItemView*>(&list), box.view()}) {
            const QImage picture = view->window()->grab().toImage(); // The ground may be another widget's.
            for (int row = 0; row < 2; ++row) {
                const QRect place = view->visualRect(view->model()->index(row, 0))
                                        .adjusted(3, 2, -3, -2)
                                        .translated(view->viewport()->mapTo(view->window(), QPoint()));
                const double found = inkContrast(picture, place.intersected(picture.rect()));
                QVERIFY2(found >= 4.5, qPrintable(QString::number(found)));
            }
        }
        box.hidePopup();
    }

    void aChangeOfSchemeReachesPaletteStyleSheetAndIcons()
    {
        Theme theme;
        theme.applyTo(*qApp);
        theme.setChoice(ThemeChoice::Light);
        const QIcon icon = theme.icon(Glyph::Stop, Token::Text);
        const QImage before = icon.pixmap(20).toImage();
        QSignalSpy changed(&theme, &Theme::changed);

        theme.setChoice(ThemeChoice::Dark);

        QCOMPARE(changed.count(), 1);
        QCOMPARE(QApplication::palette().color(QPalette::Window), theme.color(Token::Window));
        QVERIFY(qApp->styleSheet().contains(theme.color(Token::Panel).name()));
        QVERIFY(!qApp->styleSheet().contains(u'@'));
        QCOMPARE(before.pixelColor(10, 10), QColor(0x1B, 0x1E, 0x24));
        QCOMPARE(icon.pixmap(20).toImage().pixelColor(10, 10), theme.color(Token::Text));
        QCOMPARE(icon.pixmap(QSize(20, 20), QIcon::Disabled).toImage().pixelColor(10, 10), theme.color(Token::Mark));
    }

    void automaticFollowsTheDesktopsPalette()
    {
        qApp->setPalette(QPalette());
        const QPalette desktop = QApplication::palette();
        const bool dark
            = desktop.color(QPalette::Window).lightnessF() < desktop.color(QPalette::WindowText).lightnessF();
        Theme theme;
        theme.applyTo(*qApp);
        theme.setChoice(dark ? ThemeChoice::Light : ThemeChoice::Dark);

        theme.setChoice(ThemeChoice::Automatic);

        QCOMPARE(theme.scheme(), dark ? Scheme::Dark : Scheme::Light);
    }

    void arrowsOfTheStyleSheetAreFilesInTheSchemesColour()
    {
        Theme theme;
        theme.applyTo(*qApp);
        static const QRegularExpression pattern(QStringLiteral("url\\(([^)]+)\\)"));
        int count = 0;
        for (auto all = pattern.globalMatch(qApp->styleSheet()); all.hasNext(); ++count) {
            QFile file(all.next().captured(1));
            QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
            QVERIFY(!file.readAll().contains("currentColor"));
        }
        QVERIFY(count >= 4);
    }

    void lengthsGrowWithTheFont()
    {
        const QFont before = QApplication::font();
        QFont font(before);
        font.setPixelSize(26);
        QApplication::setFont(font);
        {
            Theme theme;
            theme.applyTo(*qApp);
            QCOMPARE(theme.px(28), 56);
            QCOMPARE(theme.font(TextSize::Small).pixelSize(), 24);
            QPushButton button(QStringLiteral("Render"));
            button.ensurePolished();
            QVERIFY2(button.sizeHint().height() >= 54, qPrintable(QString::number(button.sizeHint().height())));
        }
        QApplication::setFont(before);
    }

    void numbersOfEqualLengthAreEquallyWide()
    {
        const Theme theme;
        const QFont font = theme.font();
        QCOMPARE(numbersWidth(QStringLiteral("1:11.1"), font), numbersWidth(QStringLiteral("0:48.8"), font));
    }

    void aNumberLabelKeepsItsPlaceAndShowsItsText()
    {
        Theme theme;
        theme.applyTo(*qApp);
        theme.setChoice(ThemeChoice::Dark);
        NumberLabel label(theme, {}, {QStringLiteral("00:00.0")});
        label.resize(label.sizeHint());
        const QImage empty = shown(label);
        label.setText(QStringLiteral("1:47"));
        const QSize hint = label.sizeHint();
        label.setText(QStringLiteral("10:47.4"));
        QCOMPARE(label.sizeHint(), hint);
        QVERIFY(shown(label) != empty);
        QAccessibleInterface* const interface = QAccessible::queryAccessibleInterface(&label);
        QVERIFY(interface != nullptr);
        QCOMPARE(interface->role(), QAccessible::StaticText);
        QCOMPARE(interface->text(QAccessible::Value), QStringLiteral("10:47.4"));
    }

    void clocksReadAsPeopleWriteThem()
    {
        QCOMPARE(clockText(0), QStringLiteral("0:00.0"));
        QCOMPARE(clockText(6.3), QStringLiteral("0:06.3"));
        QCOMPARE(clockText(59.99), QStringLiteral("0:59.9"));
        QCOMPARE(clockText(0.48 * 63), QStringLiteral("0:30.2"));
        QCOMPARE(clockText(3723.4), QStringLiteral("1:02:03.4"));
        QCOMPARE(clockText(75, ClockTenths::Hidden), QStringLiteral("1:15"));
    }
};

} // namespace

QTEST_MAIN(TestTheme)
#include "tst_Theme.moc"
