// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/SpeechRows.h"

#include "core/settings/Settings.h"
#include "ui/common/Messages.h"
#include "ui/common/Words.h"
#include "ui/services/Folders.h"
#include "ui/theme/Theme.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>

#include <algorithm>

namespace studio::ui {
namespace {

constexpr const char* kEspeak = "espeak-ng"; // the subject of errors
constexpr int kTextLines = 4;
constexpr int kVoiceLetters = 20; // of the names that are seen
constexpr int kPaceStep = 10; // words a minute

QSlider* makeSlider(const char* objectName, int least, int most, int step)
{
    auto* slider = new QSlider(Qt::Horizontal);
    setObject(*slider, objectName);
    slider->setRange(least, most);
    slider->setSingleStep(step);
    slider->setPageStep(step);
    slider->setMinimumWidth(64);
    return slider;
}

// In its own language where that is known, else as espeak-ng calls it.
QString voiceName(const media::SpeechVoice& voice)
{
    const QString id = QString::fromStdString(voice.id);
    const QString tag = id == QLatin1String("cmn") ? QStringLiteral("zh-CN") : id;
    const QLocale locale(QString(tag).replace(u'-', u'_'));
    const bool isKnown = locale.language() != QLocale::C
        && locale.bcp47Name().section(u'-', 0, 0) == tag.section(u'-', 0, 0) && tag.count(u'-') <= 1
        && !locale.nativeLanguageName().isEmpty();
    const QString name = isKnown ? locale.nativeLanguageName() : QString::fromStdString(voice.name);
    return QStringLiteral("%1 · %2").arg(name.left(1).toUpper() + name.mid(1), id);
}

} // namespace

SpeechRows::SpeechRows(const WindowContext& context, double captionWidth, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_command(context.settings.get(settings::kSpeechCommand))
    , m_maker(words::text(Folders::of(context.settings).voices), m_command, nullptr)
    , m_text(new QPlainTextEdit)
    , m_voices(makeCombo("voiceSpeechComboBox"))
    , m_pace(makeSlider("voicePaceSlider", kLeastPace, 2 * kPace, kPaceStep))
    , m_pitch(makeSlider("voicePitchSlider", 0, kMostPitch, 1))
    , m_paceFigure(makeLabel(LabelRole::Plain))
    , m_pitchFigure(makeLabel(LabelRole::Plain))
    , m_make(makeButton("voiceMakeButton"))
    , m_status(makeLabel(LabelRole::Hint, "voiceMakeStatusLabel"))
    , m_count(makeLabel(LabelRole::Hint, "voiceWordsLabel"))
    , m_texts(*this)
{
    setObject(*m_text, "voiceTextEdit");
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(m_text->fontMetrics().lineSpacing() * kTextLines + 20);
    m_pace->setValue(kPace);
    m_pitch->setValue(kPitch);
    m_status->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_text);
    column->addLayout(buildVoice(captionWidth));
    column->addLayout(buildMake(captionWidth));
    fillVoices({});
    m_texts.add([this] { setWords(); });

    connect(m_text, &QPlainTextEdit::textChanged, this, &SpeechRows::edited);
    for (QSlider* slider : {m_pace, m_pitch})
        connect(slider, &QSlider::valueChanged, this, &SpeechRows::edited);
    connect(m_voices, &QComboBox::activated, this, [this](int index) {
        m_voice = m_voices->itemData(index).toString();
        edited();
    });
    connect(&m_maker, &SpeechMaker::listed, this, &SpeechRows::fillVoices);
    connect(&m_maker, &SpeechMaker::failed, this, [this](const Error& error) {
        m_error = error;
        show();
    });
    connect(&m_maker, &SpeechMaker::stopped, this, &SpeechRows::show);
    connect(&m_maker, &SpeechMaker::made, this, [this](const Speech& speech, const QString& file) {
        m_spoken = speech;
        m_file = file;
        show();
        Q_EMIT made();
    });
}

QLayout* SpeechRows::buildVoice(double captionWidth)
{
    auto* caption = makeLabel(LabelRole::Soft);
    auto* pace = makeLabel(LabelRole::Soft);
    auto* pitch = makeLabel(LabelRole::Soft);
    pace->setBuddy(m_pace);
    pitch->setBuddy(m_pitch);
    m_paceFigure->setMinimumWidth(m_context.theme.px(36));
    m_pitchFigure->setMinimumWidth(m_context.theme.px(24));
    m_voices->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_voices->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_voices->setMinimumContentsLength(kVoiceLetters);
    if (!m_command.isEmpty()) { // Its voices aren't known.
        m_voices->setEditable(true);
        m_voices->setInsertPolicy(QComboBox::NoInsert);
        connect(m_voices, &QComboBox::editTextChanged, this, [this](const QString& voice) {
            m_voice = voice.trimmed();
            edited();
        });
    }
    auto* silence = makeButton("voiceSilenceButton", ButtonRole::Flat);
    m_context.theme.putIcon(*silence, Glyph::Plus);
    connect(silence, &QPushButton::clicked, this, [this] {
        m_text->insertPlainText(tr("[pause 0.5]", "a mark in a text: half a second of silence; pause or 停顿"));
        m_text->setFocus(Qt::OtherFocusReason);
    });
    m_texts.add([this, caption, pace, pitch, silence] {
        caption->setText(tr("Voice"));
        m_voices->setAccessibleName(caption->text());
        pace->setText(tr("Pace"));
        m_pace->setAccessibleName(tr("Pace, in words a minute"));
        m_pace->setToolTip(m_pace->accessibleName());
        pitch->setText(tr("Pitch"));
        m_pitch->setAccessibleName(pitch->text());
        silence->setText(tr("Silence"));
        setTip(*silence, tr("Half a second of silence at the cursor"));
    });
    return makeField(m_context.theme, caption,
                     {m_voices, 6, pace, m_pace, m_paceFigure, 6, pitch, m_pitch, m_pitchFigure, 6, silence},
                     captionWidth);
}

QLayout* SpeechRows::buildMake(double captionWidth)
{
    auto* empty = makeLabel(LabelRole::Soft);
    connect(m_make, &QPushButton::clicked, this, &SpeechRows::press);
    QHBoxLayout* const row = makeField(m_context.theme, empty, {m_make, m_status, m_count}, captionWidth);
    row->setStretch(2, 1);
    empty->setBuddy(nullptr);
    return row;
}

void SpeechRows::setWords()
{
    m_text->setAccessibleName(tr("Words to speak"));
    m_text->setPlaceholderText(tr("Words to speak; [pause 0.5] is half a second of silence."));
    if (m_voices->count() > 0 && m_voices->itemData(0).toString().isEmpty())
        m_voices->setItemText(0, tr("By the words' script"));
    show();
}

void SpeechRows::begin()
{
    if (m_hasBegun)
        return;
    m_hasBegun = true;
    if (m_command.isEmpty())
        m_maker.listVoices();
}

void SpeechRows::fillVoices(const std::vector<media::SpeechVoice>& voices)
{
    QList<std::pair<QString, QString>> items;
    for (const media::SpeechVoice& voice : voices)
        items.append({voiceName(voice), QString::fromStdString(voice.id)});
    std::sort(items.begin(), items.end(),
              [](const auto& a, const auto& b) { return QString::localeAwareCompare(a.first, b.first) < 0; });
    const QSignalBlocker quiet(m_voices);
    const QString typed = m_voice;
    m_voices->clear();
    if (m_command.isEmpty())
        m_voices->addItem(tr("By the words' script"), QString());
    for (const auto& [name, id] : items)
        m_voices->addItem(name, id);
    if (m_voices->isEditable()) {
        m_voices->setEditText(typed);
        return;
    }
    if (m_voices->findData(m_voice) < 0) // of a scene from elsewhere, or before the list is there
        m_voices->addItem(m_voice, m_voice);
    m_voices->setCurrentIndex(m_voices->findData(m_voice));
}

void SpeechRows::setSpoken(const Speech& speech, const QString& file)
{
    m_spoken = speech;
    m_file = file;
    m_voice = QString::fromStdString(speech.voice);
    const QSignalBlocker quietText(m_text);
    const QSignalBlocker quietPace(m_pace);
    const QSignalBlocker quietPitch(m_pitch);
    m_text->setPlainText(QString::fromStdString(speech.text));
    m_pace->setMaximum(std::max(m_pace->maximum(), speech.pace));
    m_pace->setValue(speech.pace);
    m_pitch->setValue(speech.pitch);
    fillVoices({});
    show();
}

Speech SpeechRows::speech() const
{
    return {.text = m_text->toPlainText().toStdString(),
            .voice = m_voice.toStdString(),
            .pace = m_pace->value(),
            .pitch = m_pitch->value()};
}

// What was wrong with other words says nothing of these.
void SpeechRows::edited()
{
    if (m_error && m_error->code != ErrorCode::SpeechProgramMissing)
        m_error.reset();
    show();
}

void SpeechRows::press()
{
    if (m_maker.isBusy()) {
        m_maker.stop();
        return;
    }
    m_error.reset();
    m_maker.make(speech());
    show();
}

// What is wrong, as a sentence; empty if nothing is.
QString SpeechRows::problem() const
{
    if (!m_error)
        return {};
    const Error& error = *m_error;
    const QString subject = QString::fromStdString(error.subject);
    switch (error.code) {
    case ErrorCode::SpeechProgramMissing:
        return subject == QLatin1String(kEspeak)
            ? tr("espeak-ng isn't installed, which speaks the words. On Debian and Ubuntu: sudo apt install espeak-ng")
            : tr("%1, which is to speak the words, isn't installed.").arg(words::quoted(subject));
    case ErrorCode::SpeechVoiceMissing: return tr("espeak-ng has no voice %1.").arg(words::quoted(subject));
    case ErrorCode::SpeechFailed: return tr("%1 could not speak the words.").arg(words::quoted(subject));
    case ErrorCode::NothingToSay: return tr("There is nothing to say: the text has no letters or digits.");
    case ErrorCode::BadOption:
        return subject == QLatin1String("text") ? tr("A pause is at most 60 s long.")
            : subject == QLatin1String("voice") ? tr("The program that speaks needs another name of a voice.")
                                                : tr("The command for speech in the settings can't be used.");
    default: return tr("The voice can't be made: %1.").arg(reasonWords(error));
    }
}

void SpeechRows::show()
{
    const bool isBusy = m_maker.isBusy();
    const QString words = QString::fromStdString(media::spokenWords(m_text->toPlainText().toStdString()));
    const auto count = std::count_if(words.begin(), words.end(), [inWord = false](QChar letter) mutable {
        const bool isLetter = letter.isLetterOrNumber();
        const bool isIdeograph = letter.script() == QChar::Script_Han;
        const bool begins = isIdeograph || (isLetter && !inWord);
        inWord = isLetter && !isIdeograph;
        return begins;
    });
    m_count->setText(tr("%n word(s)", nullptr, static_cast<int>(count)));
    m_paceFigure->setText(QString::number(m_pace->value()));
    m_pitchFigure->setText(QString::number(m_pitch->value()));
    m_make->setText(isBusy ? tr("Stop") : m_spoken ? tr("Speak it again") : tr("Make the voice"));
    m_make->setAccessibleName(m_make->text());
    m_context.theme.putIcon(*m_make, isBusy ? Glyph::Stop : m_spoken ? Glyph::Refresh : Glyph::Play);
    setAvailability(*m_make, {.on = isBusy || count > 0, .why = tr("There is nothing to say yet.")}, {});
    const QString wrong = problem();
    const bool isChanged = hasChanged();
    m_status->setText(isBusy                 ? tr("The words are being spoken…")
                          : !wrong.isEmpty() ? wrong
                          : isChanged        ? tr("The words have changed since.")
                          : m_spoken         ? tr("Made on this computer")
                                             : QString());
    m_status->setToolTip(m_error ? QString::fromStdString(m_error->detail) : QString());
    setRole(*m_status,
            !isBusy && !wrong.isEmpty() ? LabelRole::Bad
                : !isBusy && isChanged  ? LabelRole::Warn
                                        : LabelRole::Hint);
    Q_EMIT changed();
}

} // namespace studio::ui
