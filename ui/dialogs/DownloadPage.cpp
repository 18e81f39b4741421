// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/DownloadPage.h"

#include "core/settings/Settings.h"
#include "ui/common/FileChooser.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/dialogs/DownloadRow.h"
#include "ui/dialogs/ModelWords.h"
#include "ui/dialogs/TokenDialog.h"
#include "ui/services/ModelFolders.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Chip.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QEvent>
#include <QHBoxLayout>
#include <QHideEvent>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QShortcut>
#include <QShowEvent>
#include <QSignalBlocker>
#include <QStyle>
#include <QToolButton>
#include <QUrl>

#include <algorithm>

namespace studio::ui {
namespace {

// As hub::HubServer::named() takes them.
constexpr QLatin1String kHuggingFace("huggingface");
constexpr QLatin1String kModelScope("modelscope");
constexpr QLatin1String kMirror("https://hf-mirror.com");
constexpr int kNameRole = Qt::UserRole + 1; // a source's name, without its speed

bool isAddress(const QString& source)
{
    return source == kHuggingFace || source == kModelScope || !hub::originOf(source.toStdString()).empty();
}

} // namespace

DownloadPage::DownloadPage(const WindowContext& context)
    : m_context(context)
    , m_texts(*this)
    , m_heading(makeLabel(LabelRole::Heading, "downloadHeading"))
    , m_linkRow(new QHBoxLayout)
    , m_cardRow(new QHBoxLayout)
    , m_source(makeCombo("sourceComboBox"))
    , m_address(new QLineEdit)
    , m_target(new QLineEdit)
    , m_browse(makeTool(context.theme, "targetBrowseButton", Glyph::Folder))
    , m_room(makeLabel(LabelRole::Soft, "roomLabel"))
    , m_what(makeLabel(LabelRole::Title, "downloadStateLabel"))
    , m_sizes(makeLabel(LabelRole::Soft, "downloadSumLabel"))
    , m_speed(makeLabel(LabelRole::Soft, "downloadSpeedLabel"))
    , m_left(makeLabel(LabelRole::Title, "downloadLeftLabel"))
    , m_start(makeButton("startButton", ButtonRole::Primary))
    , m_pause(makeButton("pauseButton"))
    , m_stop(makeButton("stopKeepButton"))
    , m_bar(new QProgressBar)
    , m_problem(makeLabel(LabelRole::Plain, "downloadProblemLabel"))
    , m_token(makeLabel(LabelRole::Hint, "tokenPlaceLabel"))
    , m_rowList(new QVBoxLayout)
    , m_prepare(new QCheckBox)
    , m_use(new QCheckBox)
    , m_commands(makeButton("copyCommandsButton"))
{
    const Theme& theme = context.theme;
    setObjectName(QStringLiteral("downloadPage"));
    auto* back = makeTool(theme, "backButton", Glyph::ChevronLeft);
    setFocusProxy(back);
    auto* licences = makeLabel(LabelRole::Soft);
    m_linkRow->setSpacing(2);
    m_cardRow->setSpacing(12);
    theme.putIcon(*m_commands, Glyph::Duplicate);
    setObject(*m_prepare, "prepareAfterCheckBox");
    setObject(*m_use, "useAfterCheckBox");
    for (QCheckBox* box : {m_prepare, m_use})
        box->setFocusPolicy(Qt::TabFocus);
    m_prepare->setChecked(context.settings.get(settings::kDownloadPrepare));
    m_use->setChecked(context.settings.get(settings::kDownloadUse));

    auto* content = new QWidget;
    auto* all = new QVBoxLayout(content);
    all->setContentsMargins(0, 0, 6, 0);
    all->setSpacing(12);
    all->addLayout(m_cardRow);
    all->addWidget(makePlaces());
    all->addWidget(makeJob());
    all->addLayout(makeRow({m_prepare, Stretch()}));
    all->addLayout(makeRow({m_use, Stretch()}));
    all->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("downloadScrollArea"));
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addLayout(makeRow({back, m_heading, Stretch()}));
    column->addLayout(makeRow({licences, m_linkRow, Stretch()}));
    column->addWidget(scroll, 1);

    m_texts.add([=, this] {
        setTip(*back, tr("Back; a download goes on (Alt+Left)"));
        licences->setText(tr("Origins and licences:"));
        m_prepare->setText(tr("Prepare its weights as soon as everything is there"));
        m_use->setText(tr("Use it as soon as everything is there"));
        for (QCheckBox* box : {m_prepare, m_use})
            box->setAccessibleName(box->text());
        m_commands->setText(tr("Copy the commands instead"));
        m_commands->setAccessibleName(m_commands->text());
        m_commands->setToolTip(tr("The same as lines for a terminal, ready for another computer"));
        m_links.clear();
        fillSources();
        show();
    });
    // Not by key events: buttons take the arrows, with Alt as well.
    auto* goBack = new QShortcut(QKeySequence(Qt::ALT | Qt::Key_Left), this);
    connect(goBack, &QShortcut::activated, this, &DownloadPage::backWanted);
    connect(back, &QToolButton::clicked, this, &DownloadPage::backWanted);
    connect(m_prepare, &QCheckBox::toggled, this,
            [this](bool on) { m_context.settings.set(settings::kDownloadPrepare, on); });
    connect(m_use, &QCheckBox::toggled, this, [this](bool on) {
        m_context.settings.set(settings::kDownloadUse, on);
        show();
    });
    connect(m_commands, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(downloadCommands(m_order)); });
    connect(&context.downloads, &DownloadService::changed, this, [this] {
        if (isBegun() && m_context.downloads.status().order != m_order)
            choose(m_context.downloads.status().order);
        if (m_context.downloads.status().isRunning()) // It needs the line itself.
            m_context.downloads.meter().stop();
        show();
    });
    connect(&context.downloads.meter(), &SourceMeter::measured, this, &DownloadPage::showSpeeds);
    connect(&context.downloads, &DownloadService::looked, this,
            [this](const DownloadOrder& order, const hub::PlaceForFiles& place) {
                if (order.target != m_order.target || filesOf(order) != filesOf(m_order))
                    return;
                m_place = place;
                show();
            });
}

QWidget* DownloadPage::makePlaces()
{
    auto* box = new QWidget;
    auto* from = makeLabel(LabelRole::Soft);
    auto* to = makeLabel(LabelRole::Soft);
    from->setBuddy(m_source);
    to->setBuddy(m_target);
    setObject(*m_address, "sourceAddressLineEdit");
    setObject(*m_target, "targetLineEdit");
    m_address->setPlaceholderText(QStringLiteral("https://…"));
    m_source->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_source->setSizeAdjustPolicy(QComboBox::AdjustToContents); // to their speeds, too
    auto* row = makeRow({from, m_source, m_address, 8, to, m_target, m_browse, m_room});
    row->setStretch(2, 1);
    row->setStretch(5, 2);
    box->setLayout(row);
    m_texts.add([=, this] {
        from->setText(tr("From"));
        to->setText(tr("To"));
        m_source->setAccessibleName(tr("From"));
        m_address->setAccessibleName(tr("Address of the source"));
        m_address->setToolTip(tr("A server that answers as the Hugging Face Hub does"));
        m_target->setAccessibleName(tr("To"));
        setTip(*m_browse, tr("Choose the folder"));
    });
    connect(m_source, &QComboBox::activated, this, [this] {
        show(); // With the field for another address, or without.
        if (m_address->isVisible())
            m_address->setFocus(Qt::OtherFocusReason);
        chooseSource();
    });
    connect(m_address, &QLineEdit::editingFinished, this, &DownloadPage::chooseSource);
    connect(m_address, &QLineEdit::textEdited, this, [this] {
        if (!isBegun()) // One under way gets a new source when its address is whole.
            chooseSource();
    });
    connect(m_target, &QLineEdit::textEdited, this, &DownloadPage::chooseTarget);
    connect(m_browse, &QToolButton::clicked, this, [this] {
        chooseFileToOpen(*this, m_context.settings, m_context.demo, FileKind::Folder, [this](const QString& folder) {
            m_target->setText(words::shortPath(words::path(folder)));
            chooseTarget(folder);
        });
    });
    return box;
}

QWidget* DownloadPage::makeJob()
{
    const Theme& theme = m_context.theme;
    auto* card = new QFrame;
    card->setObjectName(QStringLiteral("downloadCard"));
    card->setProperty("role", QStringLiteral("card"));
    setObject(*m_bar, "downloadBar");
    m_bar->setTextVisible(false);
    m_bar->setMaximum(1000);
    setRole(*m_problem, LabelRole::Bad);
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    theme.putIcon(*m_start, Glyph::Download, Token::TextOnAccent);
    theme.putIcon(*m_stop, Glyph::Stop);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(12, 10, 12, 8);
    head->setSpacing(8);
    head->addLayout(makeRow({m_what, m_sizes, Stretch(), m_speed, m_left, m_start, m_pause, m_stop}));
    head->addWidget(m_bar);
    head->addWidget(m_problem);
    m_token->setWordWrap(true);
    head->addWidget(m_token);
    m_rowList->setContentsMargins(0, 0, 0, 0);
    m_rowList->setSpacing(0);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(0, 0, 0, 4);
    column->setSpacing(0);
    column->addLayout(head);
    column->addLayout(m_rowList);
    m_texts.add([this] {
        m_start->setText(tr("Start"));
        m_stop->setText(tr("Stop and keep"));
        m_stop->setToolTip(tr("Stops, and keeps what is there; a later start goes on with it"));
        m_bar->setAccessibleName(tr("Progress"));
        for (QPushButton* button : {m_start, m_stop})
            button->setAccessibleName(button->text());
    });
    connect(m_start, &QPushButton::clicked, this, [this] { m_context.downloads.start(m_order); });
    connect(m_pause, &QPushButton::clicked, this, &DownloadPage::press);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_context.downloads.stop();
        choose(m_order);
    });
    return card;
}

void DownloadPage::addCards()
{
    for (const Card& card : m_cards) {
        card.frame->hide();
        card.frame->deleteLater();
    }
    m_cards.clear();
    for (const PublishedVariant& variant : publishedVariants(m_model.id)) {
        Card card{.variant = QString::fromStdString(variant.id),
                  .frame = new QFrame,
                  .choice = new QRadioButton,
                  .format = new Chip(m_context.theme, "variantFormatChip"),
                  .size = makeLabel(LabelRole::Heading, "variantSizeLabel"),
                  .words = makeLabel(LabelRole::Soft, "variantWordsLabel")};
        card.frame->setObjectName(QStringLiteral("setChoice"));
        card.frame->setProperty("role", QStringLiteral("card"));
        card.frame->installEventFilter(this);
        card.choice->setObjectName(QStringLiteral("setChoice-") % card.variant);
        card.words->setWordWrap(true);
        auto* column = new QVBoxLayout(card.frame);
        column->setContentsMargins(12, 10, 12, 10);
        column->setSpacing(4);
        column->addLayout(makeRow({card.choice, Stretch(), card.size}));
        column->addLayout(makeRow({card.format, Stretch()}));
        column->addWidget(card.words);
        m_cardRow->addWidget(card.frame, 1);
        connect(card.choice, &QRadioButton::clicked, this, [this, id = card.variant] {
            DownloadOrder order = m_order;
            order.variant = id;
            choose(order);
        });
        m_cards.push_back(card);
    }
}

// HF_ENDPOINT, where it is set, stands for Hugging Face's Hub.
void DownloadPage::fillSources()
{
    const QSignalBlocker blocker(m_source);
    const QString standard = QString::fromStdString(hub::HubServer{}.address);
    const QString endpoint = QString::fromStdString(hub::HubServer::huggingFace().address);
    m_source->clear();
    if (endpoint != standard)
        m_source->addItem(QUrl(endpoint).host(), QString(kHuggingFace));
    m_source->addItem(QStringLiteral("Hugging Face"), endpoint == standard ? QString(kHuggingFace) : standard);
    m_source->addItem(QStringLiteral("hf-mirror.com"), QString(kMirror));
    m_source->addItem(QStringLiteral("ModelScope"), QString(kModelScope));
    m_source->addItem(tr("Other address…"), QString());
    for (int i = 0; i < m_source->count(); ++i)
        m_source->setItemData(i, m_source->itemText(i), kNameRole);
    const int row = m_source->findData(m_order.source);
    m_source->setCurrentIndex(row >= 0 && !m_order.source.isEmpty() ? row : m_source->count() - 1);
    showSpeeds();
}

void DownloadPage::showSpeeds()
{
    for (int i = 0; i < m_source->count(); ++i)
        m_source->setItemText(
            i,
            sourceWords(m_source->itemData(i, kNameRole).toString(),
                        m_context.downloads.meter().bytesPerSecond(m_source->itemData(i).toString())));
}

void DownloadPage::offer(const ModelEntry& model, const std::vector<ModelPart>& parts, const QString& variant)
{
    const DownloadStatus& status = m_context.downloads.status();
    const ModelEntry* const begun = isBegun() ? m_context.models.find(status.order.model.toStdString()) : nullptr;
    m_model = begun ? *begun : model;
    addCards();
    if (begun) {
        choose(status.order);
        return;
    }
    const settings::Settings& settings = m_context.settings;
    DownloadOrder order{.model = QString::fromStdString(model.id),
                        .variant = variant.isEmpty() ? settings.get(settings::kDownloadVariant) : variant,
                        .parts = parts,
                        .source = settings.get(settings::kDownloadSource),
                        .target = settings.get(settings::kDownloadTarget)};
    const std::vector<PublishedVariant>& variants = publishedVariants(model.id);
    if (!findVariant(model.id, order.variant.toStdString()) && !variants.empty())
        order.variant = QString::fromStdString(variants.front().id);
    if (order.source.isEmpty())
        order.source = kHuggingFace;
    if (order.target.isEmpty())
        order.target = words::text(hub::HubCache::standardRoot());
    choose(order);
}

// Whether there is room is asked by the service.
void DownloadPage::start()
{
    if (!isBegun() && isAddress(m_order.source) && !m_order.target.isEmpty())
        m_context.downloads.start(m_order);
}

void DownloadPage::choose(const DownloadOrder& order)
{
    const bool isElsewhere = order.target != m_order.target || filesOf(order) != filesOf(m_order);
    m_order = order;
    if (words::wholePath(m_target->text()) != order.target)
        m_target->setText(words::shortPath(words::path(order.target)));
    const int row = m_source->findData(order.source);
    m_source->setCurrentIndex(row >= 0 && !order.source.isEmpty() ? row : m_source->count() - 1);
    if (m_source->currentData().toString().isEmpty() && m_address->text().trimmed() != order.source)
        m_address->setText(order.source);
    if (isElsewhere)
        m_place.reset();
    m_context.downloads.look(order);
    show();
}

void DownloadPage::chooseSource()
{
    const QString listed = m_source->currentData().toString();
    const QString source = listed.isEmpty() ? m_address->text().trimmed() : listed;
    if (isBegun()) {
        if (isAddress(source))
            m_context.downloads.setSource(source);
        return;
    }
    m_order.source = source;
    show();
}

void DownloadPage::chooseTarget(const QString& typed)
{
    DownloadOrder order = m_order;
    order.target = typed.trimmed().isEmpty() ? QString() : words::wholePath(typed);
    if (order.target == m_order.target)
        return;
    m_order = order;
    m_place.reset();
    if (!order.target.isEmpty())
        m_context.downloads.look(order);
    show();
}

bool DownloadPage::isBegun() const
{
    const DownloadStatus& status = m_context.downloads.status();
    return status.isRunning() || status.state == DownloadState::Interrupted || status.state == DownloadState::Failed;
}

// Goes by the published sizes, which are rounded; the service asks once more with the exact ones.
Availability DownloadPage::startAvailability() const
{
    if (!isAddress(m_order.source))
        return {.on = false, .why = tr("The source's address is missing; it begins with “https://”.")};
    if (m_order.target.isEmpty())
        return {.on = false, .why = tr("There is no folder to download to.")};
    if (!m_place)
        return {.on = false, .why = tr("The folder is being looked at.")};
    uint64_t bytes = 0;
    for (const SourceFile& file : filesOf(m_order))
        bytes += file.bytes;
    if (bytes > m_place->have && bytes - m_place->have > m_place->free)
        return {.on = false, .why = tr("The disk has too little room.")};
    return {};
}

void DownloadPage::press()
{
    const DownloadState state = m_context.downloads.status().state;
    if (state == DownloadState::Listing || state == DownloadState::Loading)
        m_context.downloads.pause();
    else
        m_context.downloads.resume();
}

void DownloadPage::askForToken()
{
    const QString source = m_order.source;
    const QString server = QUrl(QString::fromStdString(hub::HubServer::named(source.toStdString()).address)).host();
    const QString note = m_context.downloads.tokens().hasKeyring()
        ? tr("It is kept in the system's keyring, and sent to this server only.")
        : tr("There is no keyring here: it is held until the program ends, and sent to this server only.");
    TokenDialog::ask(*this, server, note,
                     [this, source](const QString& token) { m_context.downloads.setToken(source, token); });
}

void DownloadPage::show()
{
    const DownloadStatus& now = m_context.downloads.status();
    // What is offered, with what is there already; or what is under way or done.
    DownloadStatus shown = now;
    if (!isBegun() && (now.state != DownloadState::Finished || now.order != m_order)) {
        shown = {.state = DownloadState::None, .order = m_order, .files = {}};
        for (const SourceFile& file : filesOf(m_order)) {
            hub::FileProgress row;
            row.part = file.part;
            row.repository = file.repository;
            row.path = file.path;
            row.bytes = file.bytes;
            shown.files.push_back(row);
            shown.bytes += file.bytes;
        }
        shown.have = std::min(shown.bytes, m_place ? m_place->have : 0);
    }
    const DownloadHeadState head = downloadHead(shown);
    const bool isLora = m_order.parts == std::vector{ModelPart::Lora};
    m_heading->setText(m_order.parts.empty() ? tr("Download the full model")
                           : isLora
                           ? tr("Get the %1", "a LoRA").arg(partName(ModelPart::Lora, m_model))
                           : tr("Get %n part(s) of the model", nullptr, static_cast<int>(m_order.parts.size())));
    m_what->setText(head.what);
    m_sizes->setText(head.sizes);
    m_speed->setText(head.speed);
    m_left->setText(head.left);
    m_bar->setValue(head.permille);
    m_problem->setText(head.problem);
    m_problem->setVisible(!head.problem.isEmpty());
    m_token->setText(tokenWords(m_order, m_context.downloads.tokens()));
    m_token->setVisible(!m_token->text().isEmpty());
    const bool begun = isBegun();
    m_start->setVisible(!begun && shown.state != DownloadState::Finished);
    setAvailability(*m_start, startAvailability(), tr("Nothing begins before this button is pressed"));
    m_pause->setVisible(begun);
    m_stop->setVisible(begun);
    const bool isMoving = shown.state == DownloadState::Listing || shown.state == DownloadState::Loading;
    m_pause->setText(isMoving ? tr("Pause") : shown.state == DownloadState::Failed ? tr("Try again") : tr("Resume"));
    m_pause->setAccessibleName(m_pause->text());
    m_context.theme.putIcon(*m_pause,
                            isMoving                                   ? Glyph::Pause
                                : shown.state == DownloadState::Failed ? Glyph::Refresh
                                                                       : Glyph::Play);
    m_address->setVisible(m_source->currentData().toString().isEmpty());
    const Availability changes{.on = !begun, .why = tr("Stop first; what both sets share is kept.")};
    setAvailability(*m_target, changes, tr("A folder in the layout of the Hugging Face cache"));
    setAvailability(*m_browse, changes, tr("Choose the folder"));
    setAvailability(*m_prepare,
                    {.on = m_use->isChecked(), .why = tr("Weights are prepared of the model that is used.")},
                    tr("Merged with the LoRA and rounded, so that the first start only reads them"));
    showCards();
    showLinks();
    showRoom();
    showRows(shown);
}

void DownloadPage::showCards()
{
    const Availability changes{.on = !isBegun(), .why = tr("Stop first; what both sets share is kept.")};
    const std::vector<PublishedVariant>& variants = publishedVariants(m_model.id);
    for (size_t i = 0; i < m_cards.size() && i < variants.size(); ++i) {
        const Card& card = m_cards[i];
        const bool isChosen = card.variant == m_order.variant;
        const bool isSmallest = std::all_of(variants.begin(), variants.end(), [&](const PublishedVariant& other) {
            return other.bytes() >= variants[i].bytes();
        });
        card.frame->setVisible(m_order.parts.empty());
        card.choice->setChecked(isChosen);
        card.choice->setText(i == 0 ? tr("Finest") : isSmallest ? tr("Smallest") : tr("Between"));
        card.format->setState(QString::fromStdString(variants[i].title));
        card.size->setText(words::fileSize(variants[i].bytes()));
        card.words->setText(i == 0 ? tr("As published; rounded here, after the LoRA is merged.")
                                   : tr("Rounded by others; the LoRA is added on top."));
        card.choice->setAccessibleName(card.choice->text() % QStringLiteral(", ")
                                       % QString::fromStdString(variants[i].title) % QStringLiteral(", ")
                                       % card.size->text());
        setAvailability(*card.choice, changes, card.words->text());
        if (card.frame->property("selected").toBool() != isChosen) {
            card.frame->setProperty("selected", isChosen);
            card.frame->style()->unpolish(card.frame);
            card.frame->style()->polish(card.frame);
        }
    }
}

void DownloadPage::showLinks()
{
    const QList<LicenceLink> links = licenceLinks(m_order);
    if (links == m_links)
        return;
    m_links = links;
    while (QLayoutItem* item = m_linkRow->takeAt(0)) {
        if (QWidget* old = item->widget()) {
            old->hide();
            old->deleteLater();
        }
        delete item;
    }
    for (const LicenceLink& link : links) {
        auto* button = makeButton("licenceButton", ButtonRole::Flat);
        button->setProperty("small", true);
        m_context.theme.putIcon(*button, Glyph::External, Token::Accent, 16);
        button->setText(link.name);
        button->setToolTip(tr("Open %1", "an address").arg(link.page));
        button->setAccessibleName(tr("Origin and licence of %1", "a repository").arg(link.repository));
        m_linkRow->addWidget(button);
        connect(button, &QPushButton::clicked, this, [page = link.page] { QDesktopServices::openUrl(QUrl(page)); });
    }
}

void DownloadPage::showRoom()
{
    constexpr uint64_t kUnknown = ~uint64_t{0};
    if (!m_place || m_place->free == kUnknown) {
        m_room->clear();
        return;
    }
    uint64_t bytes = 0;
    for (const SourceFile& file : filesOf(m_order))
        bytes += file.bytes;
    const uint64_t need = bytes > m_place->have ? bytes - m_place->have : 0;
    const bool isTooSmall = !isBegun() && need > m_place->free;
    m_room->setText(isTooSmall ? tr("%1 more are needed", "a size").arg(words::fileSize(need - m_place->free))
                               : tr("%1 free", "a size").arg(words::fileSize(m_place->free)));
    setRole(*m_room, isTooSmall ? LabelRole::BadPlain : LabelRole::Soft);
}

void DownloadPage::showRows(const DownloadStatus& status)
{
    const QList<DownloadRowState> rows = downloadRows(status, m_model);
    while (m_rows.size() < static_cast<size_t>(rows.size())) {
        auto* row = new DownloadRow(m_context.theme);
        m_rowList->addWidget(row);
        m_rows.push_back(row);
        connect(row, &DownloadRow::pasteWanted, this, &DownloadPage::askForToken);
        connect(row, &DownloadRow::againWanted, this,
                [this] { m_context.downloads.start(DownloadOrder(m_context.downloads.status().order)); });
    }
    for (size_t i = 0; i < m_rows.size(); ++i) {
        const bool isShown = i < static_cast<size_t>(rows.size());
        m_rows[i]->setVisible(isShown);
        if (isShown)
            m_rows[i]->setState(rows[static_cast<qsizetype>(i)]);
    }
}

// Measures the listed sources with a file that is needed anyway, unless a download has the line.
void DownloadPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    const std::vector<SourceFile> files = filesOf(m_order);
    if (event->spontaneous() || files.empty() || m_context.downloads.status().isRunning())
        return;
    QStringList sources;
    for (int i = 0; i < m_source->count(); ++i) {
        if (const QString source = m_source->itemData(i).toString(); !source.isEmpty())
            sources.append(source);
    }
    const auto largest
        = std::max_element(files.begin(), files.end(),
                           [](const SourceFile& one, const SourceFile& other) { return one.bytes < other.bytes; });
    m_context.downloads.meter().measure(sources, *largest);
}

void DownloadPage::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    if (!event->spontaneous())
        m_context.downloads.meter().stop();
}

// A press anywhere on a card chooses it.
bool DownloadPage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseButtonRelease) {
        const auto card
            = std::find_if(m_cards.begin(), m_cards.end(), [&](const Card& each) { return each.frame == watched; });
        if (card != m_cards.end() && card->choice->isEnabled())
            card->choice->click();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace studio::ui
