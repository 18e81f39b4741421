// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/HelpDialog.h"

#include "ui/common/Actions.h"
#include "ui/common/Languages.h"
#include "ui/common/WindowContext.h"
#include "ui/dialogs/DialogSize.h"
#include "ui/theme/Theme.h"

#include <QAction>
#include <QFile>
#include <QHBoxLayout>
#include <QHash>
#include <QListWidget>
#include <QPixmap>
#include <QPushButton>
#include <QRegularExpression>
#include <QTextBrowser>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <optional>

namespace studio::ui {
namespace {

constexpr double kPictureWidth = 380; // at most
constexpr double kPictureHeight = 420;

// Widgets by the beginning of their object names, the nearest ancestor first.
struct Place {
    const char* name;
    const char* section;
};
constexpr Place kPlaces[]
    = {{"exportDialog", "export"}, {"exportButton", "export"}, {"filesPage", "export"},      {"modelPage", "model"},
       {"modelComboBox", "model"}, {"speedPage", "memory"},    {"portrait", "portrait"},     {"voice", "voice"},
       {"prompt", "prompt"},       {"preset", "presets"},      {"size", "presets"},          {"steps", "presets"},
       {"length", "presets"},      {"clips", "presets"},       {"seed", "presets"},          {"offload", "memory"},
       {"vram", "memory"},         {"ram", "memory"},          {"onlineDecode", "memory"},   {"kvWindow", "memory"},
       {"contract", "memory"},     {"meter", "memory"},        {"message", "trouble"},       {"takes", "takes"},
       {"queue", "takes"},         {"addToQueue", "takes"},    {"jobStrip", "takes"},        {"playerPanel", "takes"},
       {"decoder", "presets"},     {"silentSteps", "presets"}, {"timestepShift", "presets"}, {"advanced", "presets"},
       {"renderPanel", "presets"}, {"film", "takes"},          {"openTakes", "takes"},       {"noGpu", "memory"},
       {"people", "portrait"},     {"person", "portrait"}};

// What links called "do:" trigger.
std::optional<ActionId> actionOf(const QUrl& link)
{
    if (link.scheme() != QLatin1String("do"))
        return {};
    const QString name = link.path();
    return name == QLatin1String("demo")       ? std::optional(ActionId::OpenDemoScene)
        : name == QLatin1String("keys")        ? std::optional(ActionId::Keys)
        : name == QLatin1String("settings")    ? std::optional(ActionId::Settings)
        : name == QLatin1String("diagnostics") ? std::optional(ActionId::CopyDiagnostics)
                                               : std::nullopt;
}

} // namespace

// Gives pictures of the window's parts, by their object names.
class HelpDialog::Browser : public QTextBrowser {
public:
    Browser(const Theme& theme, QWidget& window)
        : m_theme(theme)
        , m_window(window)
    {
    }

    // Takes the pictures that a page shows. They can't wait until the page is laid out: a part is laid out to be
    // pictured, and this dialog with it.
    void takePictures(const QString& page)
    {
        m_pictures.clear();
        static const QRegularExpression link(QStringLiteral("\"part:(\\w+)\""));
        for (auto all = link.globalMatch(page); all.hasNext();) {
            const QString name = all.next().captured(1);
            if (auto* part = m_window.findChild<QWidget*>(name))
                m_pictures.insert(name, fitted(part->grab()));
        }
    }

    QVariant loadResource(int type, const QUrl& name) override
    {
        return name.scheme() == QLatin1String("part") ? QVariant(m_pictures.value(name.path()))
                                                      : QTextBrowser::loadResource(type, name);
    }

private:
    [[nodiscard]] QPixmap fitted(const QPixmap& picture) const
    {
        const double ratio = picture.devicePixelRatio();
        const QSize most = (QSizeF(m_theme.px(kPictureWidth), m_theme.px(kPictureHeight)) * ratio).toSize();
        QPixmap shown = picture.width() > most.width() || picture.height() > most.height()
            ? picture.scaled(most, Qt::KeepAspectRatio, Qt::SmoothTransformation)
            : picture;
        shown.setDevicePixelRatio(ratio);
        return shown;
    }

    const Theme& m_theme;
    QWidget& m_window;
    QHash<QString, QPixmap> m_pictures; // by the part's name
};

HelpDialog::HelpDialog(const WindowContext& context, const Actions& actions, QWidget& window, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_actions(actions)
    , m_contents(new QListWidget)
    , m_browser(new Browser(context.theme, window))
    , m_texts(*this)
{
    const Theme& theme = context.theme;
    setObjectName(QStringLiteral("helpDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    resizeToScreen(*this, {theme.px(860), theme.px(640)});
    setObject(*m_contents, "helpContentsList");
    m_contents->setFixedWidth(theme.px(252));
    m_contents->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_contents->setFrameShape(QFrame::NoFrame);
    setObject(*m_browser, "helpBrowser");
    m_browser->setFrameShape(QFrame::NoFrame);
    m_browser->setOpenLinks(false);
    m_browser->document()->setDocumentMargin(theme.px(14));
    auto* close = makeButton("helpCloseButton", ButtonRole::Primary);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 16, 14);
    column->setSpacing(10);
    column->addWidget(m_browser, 1);
    column->addLayout(makeRow({Stretch(), close}));
    auto* side = makeRow({m_contents}, 0, {8, 14, 0, 8});
    auto* row = makeRow({side, column}, 8);
    row->setStretch(1, 1);
    setLayout(row);
    m_texts.add([this, close] {
        setWindowTitle(tr("Help"));
        m_contents->setAccessibleName(tr("Contents"));
        m_browser->setAccessibleName(tr("Help"));
        close->setText(tr("Close"));
        close->setAccessibleName(close->text());
        load();
    });
    connect(&theme, &Theme::changed, this, &HelpDialog::load);
    connect(m_contents, &QListWidget::currentRowChanged, this, [this](int section) {
        if (section >= 0)
            m_browser->scrollToAnchor(m_sections[section]);
    });
    connect(m_browser, &QTextBrowser::anchorClicked, this, &HelpDialog::follow);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    m_browser->setFocus();
}

void HelpDialog::load()
{
    QFile file(QStringLiteral(":/help/%1.html").arg(m_context.languages.localeName()));
    const QString page = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    const Theme& theme = m_context.theme;
    m_browser->document()->setDefaultStyleSheet(
        QStringLiteral("h2 { color: %1; font-size: %2px; } a { color: %3; text-decoration: none; } "
                       "body, p, li, td { color: %1; }")
            .arg(theme.color(Token::Text).name())
            .arg(theme.font(TextSize::Heading).pixelSize())
            .arg(theme.color(Token::Accent).name()));
    m_browser->takePictures(page);
    m_browser->setHtml(page);
    const int row = std::max(0, m_contents->currentRow());
    const QSignalBlocker silent(m_contents);
    m_sections.clear();
    m_contents->clear();
    static const QRegularExpression heading(QStringLiteral("<h2><a name=\"(\\w+)\"></a>([^<]*)</h2>"));
    for (auto all = heading.globalMatch(page); all.hasNext();) {
        const QRegularExpressionMatch found = all.next();
        m_sections.append(found.captured(1));
        m_contents->addItem(found.captured(2));
    }
    m_contents->setCurrentRow(row);
    if (row < m_sections.size())
        m_browser->scrollToAnchor(m_sections[row]);
}

QString HelpDialog::sectionOf(const QWidget* widget)
{
    for (; widget; widget = widget->parentWidget()) {
        for (const Place& place : kPlaces) {
            if (widget->objectName().startsWith(QLatin1String(place.name)))
                return QLatin1String(place.section);
        }
    }
    return QStringLiteral("first");
}

void HelpDialog::showSection(const QString& name)
{
    const auto row = static_cast<int>(m_sections.indexOf(name));
    if (row < 0)
        return;
    m_contents->setCurrentRow(row);
    m_browser->scrollToAnchor(name); // also if the row was current and the page scrolled on
}

bool HelpDialog::resolves(const QUrl& link) const
{
    if (link.scheme().isEmpty() && link.path().isEmpty())
        return m_sections.contains(link.fragment());
    return actionOf(link).has_value();
}

void HelpDialog::follow(const QUrl& link)
{
    if (const std::optional<ActionId> action = actionOf(link))
        m_actions[*action]->trigger();
    else
        showSection(link.fragment());
}

} // namespace studio::ui
