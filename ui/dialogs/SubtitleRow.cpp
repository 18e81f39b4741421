// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/SubtitleRow.h"

#include "ui/common/FileChooser.h"
#include "ui/common/Words.h"
#include "ui/dialogs/WordsDialog.h"
#include "ui/services/Background.h"
#include "ui/theme/Theme.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include <system_error>

namespace studio::ui {
namespace {

constexpr const char* kTyped = "text"; // the subject of errors of typed words

} // namespace

SubtitleRow::SubtitleRow(const WindowContext& context, QWidget& dialog, double captionWidth)
    : QObject(&dialog)
    , m_context(context)
    , m_dialog(dialog)
    , m_captionWidth(captionWidth)
    , m_path(new QLineEdit)
    , m_browse(makeTool(context.theme, "exportSubtitlesButton", Glyph::Folder))
    , m_type(makeButton("exportWordsButton"))
    , m_places(makeCombo("exportSubtitlesComboBox"))
    , m_hint(makeLabel(LabelRole::Bad, "exportSubtitlesHintLabel"))
    , m_texts(dialog)
{
    setObject(*m_path, "exportSubtitlesLineEdit");
    m_path->setClearButtonEnabled(true);
    m_places->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_places->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_hint->setWordWrap(true);
    m_hint->hide();
    connect(m_path, &QLineEdit::textChanged, this, &SubtitleRow::setFile);
    connect(m_browse, &QToolButton::clicked, this, [this] {
        chooseFileToOpen(m_dialog, m_context.settings, m_context.demo, FileKind::Subtitles,
                         [this](const QString& file) { m_path->setText(file); });
    });
    connect(m_type, &QPushButton::clicked, this, [this] {
        WordsDialog::ask(m_dialog, m_typed.isEmpty() ? m_spoken : m_typed,
                         [this](const QString& words) { setTyped(words); });
    });
    connect(m_places, &QComboBox::activated, this, [this](int place) {
        m_as = static_cast<media::SubtitlesAs>(place);
        Q_EMIT changed();
    });
    m_texts.add([this] { setWords(); });
}

void SubtitleRow::addTo(QVBoxLayout& column)
{
    auto* caption = makeLabel(LabelRole::Soft);
    m_texts.add([caption] { caption->setText(tr("Subtitles")); });
    QHBoxLayout* const row = makeField(m_context.theme, caption, {m_path, m_browse, m_type, m_places}, m_captionWidth);
    row->setStretch(1, 1);
    column.addLayout(row);
    column.addLayout(makeHint(m_context.theme, m_hint, m_captionWidth));
}

void SubtitleRow::setVoice(const media::Spoken& voice, const std::filesystem::path& film)
{
    m_voice = voice;
    m_film = film;
}

void SubtitleRow::setSpoken(const QString& words)
{
    m_spoken = words;
    setWords();
}

void SubtitleRow::setWords()
{
    {
        const QSignalBlocker silent(m_places);
        m_places->clear();
        m_places->addItems({tr("in a file beside it (SRT)"), tr("in the picture")});
    }
    m_places->setAccessibleName(tr("Where the subtitles are"));
    m_path->setPlaceholderText(m_spoken.isEmpty() ? tr("None") : tr("None; Text… has the words that were spoken"));
    m_path->setAccessibleName(tr("Subtitles"));
    m_type->setText(tr("Text…"));
    m_type->setAccessibleName(tr("Type the words"));
    setTip(*m_browse, tr("Choose words or subtitles…"));
    show();
}

media::SubtitlesAs SubtitleRow::as() const
{
    return m_hasPictures && media::canWriteWords() ? m_as : media::SubtitlesAs::Beside;
}

void SubtitleRow::show()
{
    const QString shown = m_typed.isEmpty() ? m_file : tr("Typed: %1", "words").arg(m_typed.simplified());
    if (m_path->text() != shown) {
        const QSignalBlocker silent(m_path);
        m_path->setText(shown);
        m_path->setCursorPosition(0);
    }
    m_path->setToolTip(tr("The words that are spoken as a text file, or an .srt. Words are laid under the voice by its "
                          "pauses."));
    m_type->setToolTip(tr("Type or paste the words that are spoken."));
    const QSignalBlocker silent(m_places);
    m_places->setCurrentIndex(static_cast<int>(as()));
    const QString why = !m_hasPictures ? tr("This format has no pictures.")
        : !media::canWriteWords()      ? tr("The installed FFmpeg can't write text into pictures.")
                                       : tr("There are no words yet.");
    setAvailability(*m_places, {.on = hasWords() && m_hasPictures && media::canWriteWords(), .why = why}, {});
    m_hint->setText(m_wrong);
    m_hint->setVisible(!m_wrong.isEmpty());
}

// A dropped file comes as its address.
void SubtitleRow::setFile(const QString& file)
{
    const QUrl url(file.trimmed());
    m_file = url.isLocalFile() ? url.toLocalFile() : file.trimmed();
    m_typed.clear();
    read();
}

void SubtitleRow::setTyped(const QString& words)
{
    if (words.trimmed().isEmpty() && m_typed.isEmpty()) // A file stays.
        return;
    m_file.clear();
    m_typed = words.trimmed().isEmpty() ? QString() : words;
    read();
}

void SubtitleRow::read()
{
    m_cues.reset();
    m_wrong.clear();
    const int number = ++m_reads;
    if (hasWords()) {
        inBackground(
            this,
            [file = words::path(m_file), typed = m_typed.toStdString(), voice = m_voice, film = m_film] {
                std::error_code ignored;
                const media::Spoken spoken
                    = std::filesystem::exists(voice.file, ignored) ? voice : media::Spoken{.file = film};
                return typed.empty() ? media::readSubtitles(file, spoken) : media::subtitlesOf(typed, spoken, kTyped);
            },
            [this, number](const Result<std::vector<media::Cue>>& cues) {
                if (number == m_reads)
                    took(cues);
            });
    }
    show();
    Q_EMIT changed();
}

// What is wrong with the words, or with the voice.
QString SubtitleRow::wordsFor(const Error& error) const
{
    const bool isTyped = error.subject == kTyped;
    const std::filesystem::path file = error.subject;
    const bool isVoice = !isTyped && file != words::path(m_file);
    const QString name = isTyped ? tr("The text") : words::quoted(words::fileName(file));
    if (error.code == ErrorCode::FileMissing)
        return tr("%1 isn't there.").arg(name);
    if (error.code == ErrorCode::FileUnreadable)
        return tr("%1 can't be read.").arg(name);
    if (isVoice)
        return tr("No speech is heard to lay the words under. An SRT has times of its own.");
    return error.code == ErrorCode::BadOption ? tr("%1 isn't what is spoken in this take.").arg(name)
                                              : tr("%1 is neither UTF-8 text nor an intact SRT.").arg(name);
}

void SubtitleRow::took(const Result<std::vector<media::Cue>>& cues)
{
    if (cues)
        m_cues = *cues;
    else
        m_wrong = wordsFor(cues.error());
    m_hint->setToolTip(cues ? QString() : QString::fromStdString(cues.error().detail));
    show();
    Q_EMIT changed();
}

std::optional<media::Subtitles> SubtitleRow::subtitles() const
{
    return m_cues ? std::optional(media::Subtitles{.as = as(), .cues = *m_cues}) : std::nullopt;
}

void SubtitleRow::setAs(media::SubtitlesAs as)
{
    m_as = as;
    show();
}

void SubtitleRow::setFormat(bool hasPictures)
{
    m_hasPictures = hasPictures;
    show();
}

QString SubtitleRow::whyNotReady() const
{
    return !m_wrong.isEmpty() ? m_wrong : hasWords() && !m_cues ? tr("The subtitles are being read.") : QString();
}

} // namespace studio::ui
