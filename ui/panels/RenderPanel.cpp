// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/RenderPanel.h"

#include "core/base/Units.h"
#include "ui/common/Actions.h"
#include "ui/common/Words.h"
#include "ui/panels/ContractCard.h"
#include "ui/panels/GlyphLabel.h"
#include "ui/panels/SeedSpinBox.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"

#include <QAction>
#include <QActionGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QToolButton>

#include <array>

namespace studio::ui {
namespace {

QSpinBox* makeSpin(const char* objectName, int least, int most, int width = 0)
{
    auto* spin = new QSpinBox;
    setObject(*spin, objectName);
    spin->setRange(least, most);
    spin->setFocusPolicy(Qt::StrongFocus); // The wheel alone must not change it.
    spin->setKeyboardTracking(false); // Typing "16" must not plan "1" first.
    if (width > 0)
        spin->setFixedWidth(width);
    return spin;
}

// A number in as many digits as it has.
class ShiftSpinBox : public QDoubleSpinBox {
public:
    ShiftSpinBox()
    {
        setObject(*this, "timestepShiftSpinBox");
        setDecimals(2); // before the range, which is rounded to them
        setRange(kLeastTimestepShift, kMostTimestepShift);
        setSingleStep(0.5);
        setFocusPolicy(Qt::StrongFocus);
        setKeyboardTracking(false);
    }
    [[nodiscard]] QString textFromValue(double value) const override { return locale().toString(value, 'g', 5); }
};

QSlider* makeSlider(const char* objectName)
{
    auto* slider = new QSlider(Qt::Horizontal);
    setObject(*slider, objectName);
    slider->setFocusPolicy(Qt::StrongFocus);
    slider->setMinimum(1);
    return slider;
}

constexpr std::array kDecoders{PictureDecoder::Vae, PictureDecoder::Int8, PictureDecoder::Light};

PictureDecoder decoderAt(int row)
{
    return kDecoders.at(static_cast<size_t>(row));
}

// What a preset is for, and in a line of its own what it is here.
QString about(const RenderState::Preset& preset)
{
    return preset.purpose.isEmpty() ? preset.facts : preset.purpose % QLatin1Char('\n') % preset.facts;
}

} // namespace

RenderPanel::RenderPanel(const Theme& theme, Actions& actions)
    : m_theme(theme)
    , m_actions(actions)
    , m_texts(*this)
    , m_scroll(new QScrollArea)
    , m_noGpu(new QWidget)
    , m_model(makeCombo("modelComboBox"))
    , m_preset(makeCombo("presetComboBox"))
    , m_presetMenu(makeTool(theme, "presetMenuButton", Glyph::More))
    , m_menu(makeTool(theme, "renderSettingsMenuButton", Glyph::More))
    , m_size(makeCombo("sizeComboBox"))
    , m_sizeNote(makeLabel(LabelRole::Hint, "sizeNoteLabel"))
    , m_steps(makeSpin("stepsSpinBox", 1, 50))
    , m_length(makeCombo("lengthComboBox"))
    , m_clips(makeSpin("clipsSpinBox", 0, 100000))
    , m_seed(new SeedSpinBox)
    , m_dice(makeTool(theme, "seedDiceButton", Glyph::Dice))
    , m_lock(makeTool(theme, "seedLockButton", Glyph::Lock))
    , m_offload(makeCombo("offloadComboBox"))
    , m_vramSlider(makeSlider("vramBudgetSlider"))
    , m_vramSpin(makeSpin("vramBudgetSpinBox", 1, 1, theme.px(92)))
    , m_ramSlider(makeSlider("ramBudgetSlider"))
    , m_ramSpin(makeSpin("ramBudgetSpinBox", 1, 1, theme.px(92)))
    , m_window(makeCombo("kvWindowComboBox"))
    , m_decoder(makeCombo("decoderComboBox"))
    , m_online(new QCheckBox)
    , m_advanced(new QToolButton)
    , m_advancedRows(new QWidget)
    , m_silent(makeSpin("silentStepsSpinBox", 0, 0))
    , m_shift(new ShiftSpinBox)
    , m_header(new QWidget)
    , m_foot(new QWidget)
    , m_contract(new ContractCard(theme, actions))
    , m_render(makeButton("renderButton", ButtonRole::Primary))
    , m_count(new QToolButton)
    , m_addToQueue(makeButton("addToQueueButton"))
{
    setObjectName(QStringLiteral("renderPanel"));
    setAccessibleRole(*this, QAccessible::Grouping);
    setAttribute(Qt::WA_StyledBackground);
    setObject(*m_seed, "seedSpinBox");
    setObject(*m_online, "onlineDecodeCheckBox");
    m_online->setFocusPolicy(Qt::TabFocus);
    setObject(*m_advanced, "advancedButton");
    m_advanced->setFocusPolicy(Qt::TabFocus);
    m_advanced->setProperty("text", true);
    m_advanced->setToolButtonStyle(Qt::ToolButtonTextOnly);
    setObject(*m_advancedRows, "advancedRows");

    auto* heading = makeLabel(LabelRole::Title);
    m_header->setFixedHeight(theme.px(36));
    m_header->setLayout(makeRow({heading, Stretch(), m_menu}, 2, {0, 4, 0, 4}));
    m_texts.add([this, heading] {
        heading->setText(tr("Render"));
        setAccessibleName(heading->text());
    });

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14, 0, 14, 12);
    column->setSpacing(8);
    column->addWidget(m_header);
    buildSettings();
    column->addWidget(m_scroll, 1);
    auto* foot = new QVBoxLayout(m_foot);
    foot->setContentsMargins(0, 0, 0, 0);
    foot->setSpacing(8);
    foot->addWidget(m_contract);
    auto* buttons = makeRow({m_render, m_count, m_addToQueue});
    buttons->setStretch(0, 1);
    foot->addLayout(buttons);
    column->addWidget(m_foot);
    theme.putIcon(*m_render, Glyph::Render, Token::TextOnAccent);

    bindButton(*m_dice, *actions[ActionId::NewSeed]);
    bindButton(*m_lock, *actions[ActionId::LockSeed]);
    bindButton(*m_render, *actions[ActionId::Render]);
    bindButton(*m_addToQueue, *actions[ActionId::AddToQueue]);
    buildMenus();
    buildCounts();
    m_texts.add([this] { retranslate(); });
    connectSettings();
}

QHBoxLayout* RenderPanel::field(QLabel* caption, std::initializer_list<RowItem> items)
{
    QHBoxLayout* row = makeField(m_theme, caption, items);
    m_form->addLayout(row);
    return row;
}

void RenderPanel::buildSettings()
{
    auto* inner = new QWidget;
    m_form = new QVBoxLayout(inner);
    m_form->setContentsMargins(0, 0, 4, 0);
    m_form->setSpacing(8);
    const auto caption = [] { return makeLabel(LabelRole::Soft); };
    auto* const model = caption();
    auto* const preset = caption();
    auto* const size = caption();
    auto* const steps = caption();
    auto* const length = caption();
    auto* const seed = caption();
    auto* const offload = caption();
    auto* const vram = caption();
    auto* const ram = caption();
    auto* const window = caption();
    auto* const decoder = caption();
    auto* const silent = caption();
    auto* const shift = caption();
    auto* const stepsHint = makeLabel(LabelRole::Hint, "stepsHintLabel");
    field(model, {m_model});
    field(preset, {m_preset, m_presetMenu});
    m_form->addWidget(makeRule());
    QHBoxLayout* const sizes = field(size, {m_size});
    m_sizeNote->setWordWrap(true);
    m_form->addLayout(makeRow({m_sizeNote}, 0, {size->minimumWidth() + sizes->spacing(), 0, 0, 0}));
    field(steps, {m_steps, stepsHint})->setStretch(1, 1);
    field(length, {m_length, m_clips});
    field(seed, {m_seed, m_dice, m_lock})->setStretch(1, 1);
    m_form->addWidget(makeRule());
    field(offload, {m_offload});
    field(vram, {m_vramSlider, m_vramSpin});
    m_gpuRows = {offload, m_offload, vram, m_vramSlider, m_vramSpin};
    field(ram, {m_ramSlider, m_ramSpin});
    field(window, {m_window});
    field(decoder, {m_decoder});
    field(caption(), {m_online, Stretch()});
    m_form->addLayout(makeRow({m_advanced, Stretch()}));
    auto* const rows = new QVBoxLayout(m_advancedRows);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(8);
    rows->addLayout(makeField(m_theme, silent, {m_silent}));
    rows->addLayout(makeField(m_theme, shift, {m_shift}));
    m_form->addWidget(m_advancedRows);
    auto* const noGpuIcon = new GlyphLabel(m_theme, 16);
    noGpuIcon->setGlyph(Glyph::Gpu, Token::TextFaint);
    auto* const noGpuLabel = makeLabel(LabelRole::Hint, "noGpuLabel");
    noGpuLabel->setWordWrap(true);
    auto* const noGpuWhy = makeButton("noGpuWhyButton", ButtonRole::Flat);
    setObject(*m_noGpu, "noGpuLine");
    auto* const noGpuRow = makeRow({noGpuIcon, noGpuLabel, noGpuWhy}, 6);
    noGpuRow->setStretch(1, 1);
    m_noGpu->setLayout(noGpuRow);
    m_form->addWidget(m_noGpu);
    connect(noGpuWhy, &QPushButton::clicked, this, &RenderPanel::gpuReasonWanted);
    m_form->addStretch(1);
    setObject(*m_scroll, "renderSettingsScrollArea");
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus); // Its fields take the focus, and it scrolls to them.
    m_scroll->setWidget(inner);

    m_texts.add([=, this] {
        const auto name
            = [](QLabel* label, std::initializer_list<QWidget*> fields, const QString& words, const QString& tip) {
                  label->setText(words);
                  for (QWidget* widget : fields) {
                      widget->setAccessibleName(words);
                      widget->setAccessibleDescription(tip);
                      widget->setToolTip(tip);
                  }
              };
        name(model, {m_model}, tr("Model"),
             tr("The demo model runs on any computer; the full model makes photographs talk and needs a GPU."));
        name(preset, {m_preset}, tr("Preset"), tr("Size, steps, length and memory in one choice."));
        name(size, {m_size}, tr("Size"),
             tr("An area; the portrait gives the shape. Half the area is about half the time."));
        name(steps, {m_steps}, tr("Steps"), tr("3 drafts, 4 as trained; more costs time in proportion."));
        name(length, {m_length, m_clips}, tr("Length"), tr("Whole voice, or a number of clips of 1.92 s."));
        m_clips->setAccessibleName(tr("Clips"));
        name(seed, {m_seed}, tr("Seed"),
             tr("The same seed and settings give the same video; lock it to compare settings."));
        name(offload, {m_offload}, tr("Offload"), tr("Automatic keeps what fits on the GPU and streams the rest."));
        name(vram, {m_vramSlider, m_vramSpin}, tr("VRAM"), tr("A promise: never more than this."));
        name(ram, {m_ramSlider, m_ramSpin}, tr("RAM"), tr("A promise: never more than this."));
        name(
            window, {m_window}, tr("Recall"),
            tr("How far the model looks back while it makes 0.48 s of film, these included. Less needs less memory and "
               "time; the film changes."));
        stepsHint->setText(tr("more = finer, slower"));
        noGpuLabel->setText(tr("No NVIDIA GPU: its rows are folded away."));
        noGpuWhy->setText(tr("Why?"));
        noGpuWhy->setAccessibleName(tr("Why was no GPU found?"));
        m_online->setText(tr("Decode while rendering"));
        m_online->setToolTip(tr("Bounds memory for any length and lets you watch at once; costs up to 15 % of "
                                "decoding time."));
        m_online->setAccessibleName(m_online->text());
        name(decoder, {m_decoder}, tr("Decoder"), {});
        name(silent, {m_silent}, tr("Silence"),
             tr("Steps of the blocks in which nothing is said. Fewer save time where a voice has pauses; the film "
                "changes."));
        m_silent->setAccessibleName(tr("Steps in silence"));
        name(shift, {m_shift}, tr("Shift"),
             tr("Moves the noise levels of the steps, for fewer of them: 3 as trained. The film changes."));
        m_shift->setAccessibleName(tr("Timestep shift"));
        m_advanced->setAccessibleName(tr("Advanced settings"));
    });
}

void RenderPanel::edit(const std::function<void(project::RenderSettings&)>& change)
{
    if (m_showing)
        return;
    project::RenderSettings settings = m_state.settings;
    change(settings);
    if (settings == m_state.settings)
        return;
    m_state.settings = settings;
    Q_EMIT settingsEdited(settings);
}

void RenderPanel::connectSettings()
{
    connect(m_model, &QComboBox::activated, this, [this](int index) {
        const RenderState::Model model = m_state.models.at(index);
        if (!model.ready) {
            showModel();
            Q_EMIT modelSetupWanted(model.id);
            return;
        }
        edit([&](project::RenderSettings& settings) { settings.model = model.id.toStdString(); });
    });
    connect(m_preset, &QComboBox::activated, this,
            [this](int index) { Q_EMIT presetChosen(m_preset->itemData(index).toString()); });
    connect(m_size, &QComboBox::activated, this, [this](int index) {
        edit([&](project::RenderSettings& settings) {
            settings.width = m_state.sizes.at(index).width;
            settings.height = m_state.sizes.at(index).height;
        });
    });
    connect(m_steps, &QSpinBox::valueChanged, this,
            [this](int steps) { edit([&](project::RenderSettings& settings) { settings.steps = steps; }); });
    connect(m_length, &QComboBox::activated, this, [this](int index) {
        edit([&](project::RenderSettings& settings) {
            settings.clips = index == 0 ? 0 : qMax<int64_t>(1, m_state.voiceClips > 0 ? m_state.voiceClips : 10);
        });
    });
    connect(m_clips, &QSpinBox::valueChanged, this, [this](int clips) {
        fitClips();
        edit([&](project::RenderSettings& settings) { settings.clips = clips; });
    });
    connect(m_seed, &SeedSpinBox::valueEdited, this,
            [this](quint64 seed) { edit([&](project::RenderSettings& settings) { settings.seed = seed; }); });
    connect(m_offload, &QComboBox::activated, this, [this](int index) {
        edit([&](project::RenderSettings& settings) {
            settings.memory.offload = index == 1 ? Offload::None : Offload::Automatic;
        });
    });
    // A budget at its end means "all there is", also on another machine.
    const auto budget = [this](QSlider* slider, QSpinBox* spin, Budget MemorySettings::*field) {
        connect(slider, &QSlider::valueChanged, spin, &QSpinBox::setValue);
        connect(spin, &QSpinBox::valueChanged, this, [this, slider, spin, field](int value) {
            slider->setValue(value);
            edit([&](project::RenderSettings& settings) {
                (settings.memory.*field).bytes = value >= spin->maximum() ? 0 : value * kGiB;
            });
        });
    };
    budget(m_vramSlider, m_vramSpin, &MemorySettings::vram);
    budget(m_ramSlider, m_ramSpin, &MemorySettings::ram);
    connect(m_window, &QComboBox::activated, this, [this](int index) {
        edit([&](project::RenderSettings& settings) { settings.windowBlocks = m_window->itemData(index).toInt(); });
    });
    connect(m_online, &QCheckBox::toggled, this, [this](bool on) {
        edit([&](project::RenderSettings& settings) {
            settings.semantics = on ? Semantics::Stream : Semantics::SingleDeferred;
        });
    });
    connect(m_decoder, &QComboBox::activated, this, [this](int index) {
        edit([&](project::RenderSettings& settings) { settings.decoder = decoderAt(index); });
    });
    connect(m_advanced, &QToolButton::clicked, this, [this] {
        m_isAdvanced = !m_isAdvanced;
        showAdvanced();
    });
    connect(m_silent, &QSpinBox::valueChanged, this,
            [this](int steps) { edit([&](project::RenderSettings& settings) { settings.silentSteps = steps; }); });
    connect(m_shift, &QDoubleSpinBox::valueChanged, this,
            [this](double shift) { edit([&](project::RenderSettings& settings) { settings.timestepShift = shift; }); });
}

void RenderPanel::buildMenus()
{
    const auto attach = [this](QToolButton* button, std::initializer_list<ActionId> ids) {
        auto* menu = new QMenu(button);
        menu->setToolTipsVisible(true); // why something can't be done now
        for (const ActionId id : ids)
            menu->addAction(m_actions[id]);
        button->setMenu(menu);
        button->setPopupMode(QToolButton::InstantPopup);
        return menu;
    };
    QMenu* presets
        = attach(m_presetMenu,
                 {ActionId::SavePreset, ActionId::SavePresetAs, ActionId::RenamePreset, ActionId::DeletePreset,
                  ActionId::ImportPresets, ActionId::ExportPreset, ActionId::ResetPreset});
    presets->insertSeparator(m_actions[ActionId::ImportPresets]);
    presets->insertSeparator(m_actions[ActionId::ResetPreset]);
    attach(m_menu,
           {ActionId::Render, ActionId::AddToQueue, ActionId::PlanDetails, ActionId::NewSeed, ActionId::LockSeed});
}

// Beside Render, how many takes it makes.
void RenderPanel::buildCounts()
{
    setObject(*m_count, "takeCountButton");
    m_count->setFocusPolicy(Qt::TabFocus);
    m_count->setProperty("text", true);
    m_count->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_count->setPopupMode(QToolButton::InstantPopup);
    m_count->setFixedHeight(m_render->sizeHint().height());
    auto* menu = new QMenu(m_count);
    auto* group = new QActionGroup(menu);
    for (const int count : {1, 2, 4, 6, 9}) {
        QAction* const action = menu->addAction(QString());
        action->setData(count);
        action->setCheckable(true);
        group->addAction(action);
    }
    connect(group, &QActionGroup::triggered, this,
            [this](const QAction* action) { Q_EMIT takeCountChosen(action->data().toInt()); });
    m_count->setMenu(menu);
}

void RenderPanel::showCount()
{
    m_count->setText(QStringLiteral("× %1 ▾").arg(m_state.takeCount));
    m_count->setAccessibleName(tr("Takes: %1").arg(m_state.takeCount));
    for (QAction* const action : m_count->menu()->actions()) {
        const int count = action->data().toInt();
        action->setText(count == 1 ? tr("One take") : tr("%1 takes, each with a seed of its own").arg(count));
        action->setChecked(count == m_state.takeCount);
    }
}

void RenderPanel::retranslate()
{
    setTip(*m_count, tr("How many takes Render makes, each with a seed of its own"));
    showCount();
    setTip(*m_presetMenu, tr("Save, rename, import or export presets"));
    setTip(*m_menu, tr("Render menu"));
    m_clips->setSuffix(tr(" clips", "after a number in a narrow field"));
    m_clips->setSpecialValueText(QStringLiteral("–"));
    m_vramSpin->setSuffix(tr(" GB"));
    m_ramSpin->setSuffix(tr(" GB"));
    showCombos();
}

void RenderPanel::setRowSpacing(int pixels)
{
    m_form->setSpacing(pixels);
}

void RenderPanel::giveFootTo(QLayout& place)
{
    m_header->hide();
    m_contract->setCompact(true);
    place.addWidget(m_foot);
    m_foot->show();
}

void RenderPanel::takeFootBack()
{
    layout()->addWidget(m_foot);
    m_foot->show();
    m_contract->setCompact(false);
    m_header->show();
}

void RenderPanel::focusFirst()
{
    m_preset->setFocus(Qt::TabFocusReason);
}

void RenderPanel::setState(const RenderState& state)
{
    if (state == m_state && m_size->count() > 0)
        return;
    m_state = state;
    showCombos();
}

// What the chosen preset is for, and what it is here.
void RenderPanel::describePreset()
{
    QStringList words{tr("Size, steps, length and memory in one choice.")};
    if (m_preset->currentIndex() >= 0)
        words.append(m_preset->currentData(Qt::ToolTipRole).toString());
    m_preset->setToolTip(words.join(QLatin1Char('\n')));
    m_preset->setAccessibleDescription(words.join(QLatin1Char(' ')));
}

void RenderPanel::showModel()
{
    m_model->setCurrentIndex(m_model->findData(QString::fromStdString(m_state.settings.model)));
}

// Makes the field as wide as what it says: as wide as its largest number, it would leave no room for the length.
void RenderPanel::fitClips()
{
    m_clips->ensurePolished();
    const auto width = [this](const QString& words) { return m_clips->fontMetrics().horizontalAdvance(words); };
    const int around = m_clips->sizeHint().width() - width(QString::number(m_clips->maximum()) % m_clips->suffix());
    m_clips->setFixedWidth(qMax(m_theme.px(84), around + width(m_clips->text())));
}

// One that can't be used says why, and the VAE takes its place.
void RenderPanel::showDecoder()
{
    QStringList words{
        tr("What makes the pictures. In 8 bits they take less time on RTX cards and hardly differ; a light "
           "decoder is several times faster and less exact.")};
    m_decoder->clear();
    m_decoder->addItem(tr("Exact"));
    m_decoder->addItem(tr("In 8 bits, nearly exact"));
    m_decoder->addItem(tr("Light, for drafts"));
    auto* const items = qobject_cast<QStandardItemModel*>(m_decoder->model());
    int current = 0;
    for (int row = 1; row < m_decoder->count(); ++row) {
        const bool isInt8 = decoderAt(row) == PictureDecoder::Int8;
        const Availability& available = isInt8 ? m_state.int8Decoder : m_state.lightDecoder;
        items->item(row)->setEnabled(available.on);
        if (available.on && decoderAt(row) == m_state.settings.decoder)
            current = row;
        if (available.on)
            continue;
        for (const int role : {int{Qt::ToolTipRole}, int{Qt::AccessibleDescriptionRole}})
            m_decoder->setItemData(row, available.why, role);
        words.append(tr("%1: %2", "a choice, and why it isn't available").arg(m_decoder->itemText(row), available.why));
    }
    m_decoder->setCurrentIndex(current);
    m_decoder->setToolTip(words.join(QLatin1Char('\n')));
    m_decoder->setAccessibleDescription(words.join(QLatin1Char(' ')));
}

// What isn't as trained is never folded away.
void RenderPanel::showAdvanced()
{
    const project::RenderSettings& settings = m_state.settings;
    const bool isUsed = settings.silentSteps > 0 || settings.timestepShift != kTimestepShift;
    m_isAdvanced = m_isAdvanced || isUsed; // and stays when it no longer is
    m_advancedRows->setVisible(m_isAdvanced);
    m_advanced->setText((m_isAdvanced ? QStringLiteral("▾ ") : QStringLiteral("▸ ")) % tr("Advanced"));
    setAvailability(*m_advanced,
                    {.on = !isUsed, .why = tr("These settings differ from what the model was trained with.")},
                    tr("Steps in silence and the shift of noise levels"));
}

// Fills the combo boxes in the current language.
void RenderPanel::showCombos()
{
    const QScopedValueRollback<bool> showing(m_showing, true);
    const project::RenderSettings& settings = m_state.settings;

    m_model->clear();
    for (const RenderState::Model& model : m_state.models)
        m_model->addItem(model.ready ? model.title : model.title % QStringLiteral("…"), model.id);
    showModel();

    m_preset->clear();
    bool separated = false;
    for (const RenderState::Preset& preset : m_state.presets) {
        if (!preset.builtIn && !separated) {
            m_preset->insertSeparator(m_preset->count());
            separated = true;
        }
        const bool edited = m_state.presetEdited && preset.id == m_state.preset;
        m_preset->addItem(edited ? tr("%1, edited").arg(preset.name) : preset.name, preset.id);
        const int row = m_preset->count() - 1;
        m_preset->setItemData(row, about(preset), Qt::ToolTipRole);
        m_preset->setItemData(row, about(preset), Qt::AccessibleDescriptionRole);
    }
    m_preset->setCurrentIndex(m_preset->findData(m_state.preset));
    describePreset();

    m_size->clear();
    int current = -1;
    for (const RenderState::Size& size : m_state.sizes) {
        if (size.width == settings.width && size.height == settings.height)
            current = m_size->count();
        m_size->addItem(words::size(size.width, size.height));
    }
    m_size->setCurrentIndex(current);
    m_sizeNote->setText(m_state.sizeNote);
    m_sizeNote->setVisible(!m_state.sizeNote.isEmpty());

    m_steps->setValue(settings.steps);
    m_length->clear();
    m_length->addItem(tr("Whole voice"));
    m_length->addItem(tr("Clips"));
    m_length->setCurrentIndex(settings.clips > 0 ? 1 : 0);
    m_clips->setMinimum(settings.clips > 0 ? 1 : 0);
    m_clips->setValue(static_cast<int>(settings.clips > 0 ? settings.clips : m_state.voiceClips));
    setAvailability(*m_clips, {.on = settings.clips > 0, .why = tr("The film is as long as the voice.")},
                    m_clips->accessibleDescription());
    fitClips();
    m_seed->setValue(settings.seed);

    m_offload->clear();
    m_offload->addItem(tr("Automatic: as planned"));
    m_offload->addItem(tr("Off: all on the GPU"));
    m_offload->setCurrentIndex(settings.memory.offload == Offload::None ? 1 : 0);
    setAvailability(*m_offload, m_state.offload, m_offload->accessibleDescription());

    m_window->clear();
    for (int blocks = kWindowBlocks; blocks >= kLeastWindowBlocks; --blocks)
        m_window->addItem(blocks == kWindowBlocks ? tr("%1, as trained").arg(words::lookBack(blocks))
                                                  : words::lookBack(blocks),
                          blocks);
    m_window->setCurrentIndex(m_window->findData(settings.windowBlocks));

    const auto budget = [](QSlider* slider, QSpinBox* spin, int limit, int64_t bytes, const Availability& available) {
        const int value = limit <= 0 ? 0 : bytes <= 0 ? limit : qBound(1, static_cast<int>(bytes / kGiB), limit);
        spin->setRange(limit > 0 ? 1 : 0, qMax(0, limit));
        slider->setRange(spin->minimum(), spin->maximum());
        spin->setSpecialValueText(limit > 0 ? QString() : QStringLiteral("–"));
        spin->setValue(value);
        slider->setValue(value);
        setAvailability(*slider, available, slider->accessibleDescription());
        setAvailability(*spin, available, spin->accessibleDescription());
    };
    for (QWidget* each : m_gpuRows)
        each->setVisible(m_state.gpu == RenderState::Gpu::Present);
    m_noGpu->setVisible(m_state.gpu == RenderState::Gpu::Absent);
    budget(m_vramSlider, m_vramSpin, m_state.vramGiB, settings.memory.vram.bytes, m_state.vram);
    budget(m_ramSlider, m_ramSpin, m_state.ramGiB, settings.memory.ram.bytes, m_state.ram);
    m_online->setChecked(settings.semantics == Semantics::Stream);
    showDecoder();
    m_silent->setRange(0, qMax(settings.steps - 1, settings.silentSteps));
    m_silent->setSpecialValueText(tr("All steps"));
    m_silent->setSuffix(tr(" of %1 steps", "after a number").arg(settings.steps));
    m_silent->setValue(settings.silentSteps);
    m_shift->setValue(settings.timestepShift);
    showAdvanced();

    showCount();
    m_render->setText(m_actions[ActionId::Render]->iconText());
    m_theme.putIcon(*m_render, m_state.primaryAdds ? Glyph::Queue : Glyph::Render, Token::TextOnAccent);
    m_addToQueue->setText(m_actions[ActionId::AddToQueue]->iconText());
    m_addToQueue->setVisible(!m_state.primaryAdds);
}

} // namespace studio::ui
