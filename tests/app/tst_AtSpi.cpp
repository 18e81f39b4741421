// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Patience.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QDir>
#include <QFile>
#include <QLibraryInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

namespace {

using namespace studio;

// Roles as AT-SPI numbers them.
enum class SpiRole : uint {
    CheckBox = 7,
    ComboBox = 11,
    Frame = 23,
    List = 31,
    MenuItem = 35,
    PageTab = 37,
    PageTabList = 38,
    Panel = 39,
    ProgressBar = 42,
    PushButton = 43,
    Slider = 51,
    SpinButton = 52,
    Text = 61,
};

constexpr int kSelected = 23; // bits of AT-SPI's states
constexpr int kSensitive = 24;
constexpr int kVisible = 30;

struct Element {
    QString service;
    QString path;
    SpiRole role{};
    QString name;
    quint64 states = 0;

    [[nodiscard]] bool has(int state) const { return (states >> state) & 1; }
};

// A bus for accessibility, as a screen reader has it.
class SpiBus {
public:
    explicit SpiBus(const QString& session)
    {
        const QDBusConnection bus = QDBusConnection::connectToBus(session, QStringLiteral("session of the test"));
        const QDBusMessage answer = call(bus, QStringLiteral("org.a11y.Bus"), QStringLiteral("/org/a11y/bus"),
                                         QStringLiteral("org.a11y.Bus"), QStringLiteral("GetAddress"));
        m_bus = QDBusConnection::connectToBus(answer.arguments().value(0).toString(), QStringLiteral("a11y"));
    }
    ~SpiBus()
    {
        QDBusConnection::disconnectFromBus(QStringLiteral("a11y"));
        QDBusConnection::disconnectFromBus(QStringLiteral("session of the test"));
    }
    SpiBus(const SpiBus&) = delete;
    SpiBus& operator=(const SpiBus&) = delete;

    [[nodiscard]] bool isOpen() const { return m_bus.isConnected(); }

    // All that can be seen in all programs. What is in hidden menus and pages is left out.
    [[nodiscard]] QList<Element> read() const
    {
        QList<Element> elements;
        Element desktop;
        desktop.service = QStringLiteral("org.a11y.atspi.Registry");
        desktop.path = QStringLiteral("/org/a11y/atspi/accessible/root");
        for (const Element& program : children(desktop))
            addContent(program, elements);
        return elements;
    }

    [[nodiscard]] double value(const Element& element) const
    {
        return property(element, QStringLiteral("org.a11y.atspi.Value"), QStringLiteral("CurrentValue")).toDouble();
    }
    void press(const Element& element) const
    {
        call(m_bus, element.service, element.path, QStringLiteral("org.a11y.atspi.Action"), QStringLiteral("DoAction"),
             {0});
    }

private:
    static QDBusMessage call(const QDBusConnection& bus, const QString& service, const QString& path,
                             const QString& interface, const QString& method, const QVariantList& arguments = {})
    {
        QDBusMessage message = QDBusMessage::createMethodCall(service, path, interface, method);
        message.setArguments(arguments);
        return bus.call(message);
    }
    [[nodiscard]] QDBusMessage ask(const Element& element, const char* method) const
    {
        return call(m_bus, element.service, element.path, QStringLiteral("org.a11y.atspi.Accessible"),
                    QLatin1String(method));
    }
    [[nodiscard]] QVariant property(const Element& element, const QString& interface, const QString& name) const
    {
        const QDBusMessage answer
            = call(m_bus, element.service, element.path, QStringLiteral("org.freedesktop.DBus.Properties"),
                   QStringLiteral("Get"), {interface, name});
        return answer.arguments().value(0).value<QDBusVariant>().variant();
    }

    // Place only.
    [[nodiscard]] QList<Element> children(const Element& element) const
    {
        QList<Element> list;
        const QDBusMessage answer = ask(element, "GetChildren");
        if (answer.type() != QDBusMessage::ReplyMessage)
            return list;
        const auto argument = answer.arguments().value(0).value<QDBusArgument>();
        argument.beginArray();
        while (!argument.atEnd()) {
            Element child;
            QDBusObjectPath path;
            argument.beginStructure();
            argument >> child.service >> path;
            argument.endStructure();
            child.path = path.path();
            list.append(child);
        }
        argument.endArray();
        return list;
    }

    void addContent(const Element& of, QList<Element>& elements) const
    {
        for (Element child : children(of)) {
            const auto states = ask(child, "GetState").arguments().value(0).value<QDBusArgument>();
            QList<uint> words;
            states >> words;
            for (qsizetype i = 0; i < std::min<qsizetype>(2, words.size()); ++i)
                child.states |= static_cast<quint64>(words[i]) << (32 * i);
            if (!child.has(kVisible))
                continue;
            child.role = static_cast<SpiRole>(ask(child, "GetRole").arguments().value(0).toUInt());
            child.name
                = property(child, QStringLiteral("org.a11y.atspi.Accessible"), QStringLiteral("Name")).toString();
            elements.append(child);
            addContent(child, elements);
        }
    }

    QDBusConnection m_bus{QString()};
};

// The program itself on a display, and heard through AT-SPI as by a screen reader.
class TestAtSpi : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const QStringList places{QStringLiteral("/usr/libexec"), QStringLiteral("/usr/lib/at-spi2-core"),
                                 QStringLiteral("/usr/lib")};
        if (QStandardPaths::findExecutable(QStringLiteral("at-spi-bus-launcher"), places).isEmpty())
            QSKIP("at-spi2-core isn't installed.");
        for (const char* const name : {"Xvfb", "dbus-daemon"}) {
            if (QStandardPaths::findExecutable(QLatin1String(name)).isEmpty())
                QSKIP(qPrintable(QLatin1String(name) + QStringLiteral(" isn't installed.")));
        }
        // Qt's bridge to AT-SPI is in its plugins for X11 and Wayland.
        if (!QFile::exists(QLibraryInfo::path(QLibraryInfo::PluginsPath) + QStringLiteral("/platforms/libqxcb.so")))
            QSKIP("Qt has no plugin for X11.");

        QVERIFY(m_home.isValid()); // Only its owner may enter it, as a folder of the running session must be.
        m_environment = QProcessEnvironment::systemEnvironment();
        for (const char* const name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "WAYLAND_DISPLAY",
                                       "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS", "NO_AT_BRIDGE"})
            m_environment.remove(QLatin1String(name));
        m_environment.insert(QStringLiteral("HOME"), m_home.path());
        m_environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_home.path());
        m_environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
        m_environment.insert(QStringLiteral("QT_LINUX_ACCESSIBILITY_ALWAYS_ON"), QStringLiteral("1"));
        m_environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        m_environment.remove(QStringLiteral("LANGUAGE"));

        const QString display
            = start(m_display, QStringLiteral("Xvfb"),
                    {QStringLiteral("-displayfd"), QStringLiteral("1"), QStringLiteral("-screen"), QStringLiteral("0"),
                     QStringLiteral("1600x1000x24"), QStringLiteral("-nolisten"), QStringLiteral("tcp")});
        QVERIFY2(!display.isEmpty(), m_display.readAllStandardError().constData());
        m_environment.insert(QStringLiteral("DISPLAY"), QLatin1Char(':') + display);
        const QString address
            = start(m_session, QStringLiteral("dbus-daemon"),
                    {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address=1")});
        QVERIFY2(!address.isEmpty(), m_session.readAllStandardError().constData());
        m_environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), address);
        m_bus = std::make_unique<SpiBus>(address);
        QVERIFY(m_bus->isOpen());

        m_program.setProcessEnvironment(m_environment);
        m_program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_program.start(QStringLiteral(STUDIO_PROGRAM), {QStringLiteral(DEMO_DATA "/portraits/ada.png")});
        QVERIFY(m_program.waitForStarted(test::kPatience));
        QTRY_VERIFY2(find(SpiRole::PushButton, QStringLiteral("Render")), qPrintable(heard()));
    }

    void cleanupTestCase()
    {
        m_bus.reset();
        for (QProcess* process : {&m_program, &m_session, &m_display}) {
            process->terminate();
            if (process->state() != QProcess::NotRunning && !process->waitForFinished(test::kPatience))
                process->kill();
        }
    }

    void theMainControlsHaveNamesAndRoles()
    {
        const std::pair<SpiRole, const char*> wanted[] = {{SpiRole::Panel, "Scene"},
                                                          {SpiRole::Panel, "Player"},
                                                          {SpiRole::Panel, "Takes and queue"},
                                                          {SpiRole::Panel, "Render"},
                                                          {SpiRole::List, "Meters"},
                                                          {SpiRole::MenuItem, "File"},
                                                          {SpiRole::PushButton, "Render"},
                                                          {SpiRole::PushButton, "Add to queue"},
                                                          {SpiRole::PushButton, "Play or pause"},
                                                          {SpiRole::PushButton, "One frame back"},
                                                          {SpiRole::CheckBox, "Loop"},
                                                          {SpiRole::CheckBox, "Decode while rendering"},
                                                          {SpiRole::Text, "Prompt"},
                                                          {SpiRole::SpinButton, "Steps"},
                                                          {SpiRole::SpinButton, "Seed"},
                                                          {SpiRole::ComboBox, "Zoom: Fit"},
                                                          {SpiRole::ComboBox, "Length: Whole voice"},
                                                          {SpiRole::Slider, "RAM"},
                                                          {SpiRole::Slider, "Crop, width"},
                                                          {SpiRole::Slider, "Block timeline"},
                                                          {SpiRole::ProgressBar, "Progress"},
                                                          {SpiRole::PageTabList, "Takes and queue"},
                                                          {SpiRole::PageTab, "Queue"}};
        QStringList missing;
        const auto areThere = [&] {
            m_elements = m_bus->read();
            missing.clear();
            for (const auto& [role, name] : wanted) {
                if (!at(role, QLatin1String(name)))
                    missing.append(QStringLiteral("%1 %2").arg(static_cast<uint>(role)).arg(QLatin1String(name)));
            }
            return missing.isEmpty();
        };
        QTRY_VERIFY2(areThere(), qPrintable(missing.join(u'\n') + QStringLiteral("\namong\n") + heard()));
    }

    void valuesAndStatesAreRead()
    {
        const std::optional<Element> steps = find(SpiRole::SpinButton, QStringLiteral("Steps"));
        QVERIFY(steps);
        QVERIFY(m_bus->value(*steps) >= 1);
        const std::optional<Element> render = find(SpiRole::PushButton, QStringLiteral("Render"));
        QVERIFY(render && !render->has(kSensitive)); // A voice is missing.
    }

    void aTabIsPressed()
    {
        std::optional<Element> queue = find(SpiRole::PageTab, QStringLiteral("Queue"));
        QVERIFY(queue && !queue->has(kSelected));
        m_bus->press(*queue);
        const auto isSelected = [this] {
            const std::optional<Element> now = find(SpiRole::PageTab, QStringLiteral("Queue"));
            return now && now->has(kSelected);
        };
        QTRY_VERIFY(isSelected());
    }

private:
    // Starts a server and waits for the line that says where it is; empty: there is none.
    QString start(QProcess& process, const QString& program, const QStringList& arguments) const
    {
        process.setProcessEnvironment(m_environment);
        process.start(program, arguments);
        while (!process.canReadLine()) {
            if (!process.waitForReadyRead(test::kPatience))
                return {};
        }
        return QString::fromUtf8(process.readLine()).trimmed();
    }

    [[nodiscard]] std::optional<Element> at(SpiRole role, const QString& name) const
    {
        const auto found = std::find_if(m_elements.begin(), m_elements.end(), [&](const Element& element) {
            return element.role == role && element.name == name;
        });
        return found != m_elements.end() ? std::optional(*found) : std::nullopt;
    }
    // As it is now.
    std::optional<Element> find(SpiRole role, const QString& name)
    {
        m_elements = m_bus->read();
        return at(role, name);
    }
    [[nodiscard]] QString heard() const
    {
        QStringList lines;
        for (const Element& element : m_elements)
            lines.append(QStringLiteral("%1 %2").arg(static_cast<uint>(element.role)).arg(element.name));
        return lines.join(u'\n');
    }

    QTemporaryDir m_home;
    QProcessEnvironment m_environment;
    QProcess m_display;
    QProcess m_session;
    QProcess m_program;
    std::unique_ptr<SpiBus> m_bus;
    QList<Element> m_elements;
};

} // namespace

QTEST_GUILESS_MAIN(TestAtSpi)
#include "tst_AtSpi.moc"
