// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/FinishRows.h"

#include "core/media/SoundStream.h"
#include "ui/common/FileChooser.h"
#include "ui/common/Words.h"
#include "ui/dialogs/FinishJson.h"
#include "ui/services/Background.h"
#include "ui/theme/Theme.h"

#include <QCheckBox>
#include <QColorDialog>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace studio::ui {
namespace {

constexpr media::FilmShape kShapes[]
    = {media::FilmShape::AsMade, media::FilmShape::Wide, media::FilmShape::Square, media::FilmShape::Upright};
enum Sides { BlurredSides, BlackSides, WhiteSides, OtherColour, NoSides }; // rows of the sides' combo box
constexpr std::array<uint8_t, 3> kBlack{0, 0, 0};
constexpr std::array<uint8_t, 3> kWhite{255, 255, 255};

int rowOf(const media::Finish& finish)
{
    switch (finish.sides) {
    case media::FilmSides::Blurred: return BlurredSides;
    case media::FilmSides::CutOff: return NoSides;
    case media::FilmSides::Colour: break;
    }
    return finish.colour == kBlack ? BlackSides : finish.colour == kWhite ? WhiteSides : OtherColour;
}

QComboBox* makeChoice(const char* objectName)
{
    QComboBox* combo = makeCombo(objectName);
    combo->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return combo;
}

// Seconds.
QDoubleSpinBox* makeFade(const char* objectName)
{
    constexpr double kMost = 10;
    auto* spin = new QDoubleSpinBox;
    setObject(*spin, objectName);
    spin->setRange(0, kMost);
    spin->setSingleStep(0.5);
    spin->setDecimals(1);
    spin->setFocusPolicy(Qt::StrongFocus);
    return spin;
}

} // namespace

FinishRows::FinishRows(const WindowContext& context, QWidget& dialog, double captionWidth)
    : QObject(&dialog)
    , m_context(context)
    , m_dialog(dialog)
    , m_captionWidth(captionWidth)
    , m_shape(makeChoice("exportShapeComboBox"))
    , m_sides(makeChoice("exportSidesComboBox"))
    , m_fadeIn(makeFade("exportFadeInSpinBox"))
    , m_fadeOut(makeFade("exportFadeOutSpinBox"))
    , m_file(new QLineEdit)
    , m_browse(makeTool(context.theme, "exportMusicButton", Glyph::Folder))
    , m_level(new QSpinBox)
    , m_ducks(new QCheckBox)
    , m_mark(new QCheckBox)
    , m_corners(makeChoice("exportMarkCornerComboBox"))
    , m_subtitles(new SubtitleRow(context, dialog, captionWidth))
    , m_hint(makeLabel(LabelRole::Bad, "exportMusicHintLabel"))
    , m_texts(dialog)
{
    constexpr int kShapeLetters = 12; // A shape's words may have glyphs of another font, which are wider.
    m_shape->setMinimumContentsLength(kShapeLetters);
    connect(m_shape, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_finish.shape = kShapes[std::max(0, index)];
        tell();
    });
    connect(m_sides, &QComboBox::activated, this, &FinishRows::chooseSides);
    connectFades();
    connectMusic();
    connectMark();
    connect(m_subtitles, &SubtitleRow::changed, this, &FinishRows::changed);
    m_texts.add([this] { setWords(); });
}

void FinishRows::connectFades()
{
    connect(m_fadeIn, &QDoubleSpinBox::valueChanged, this, [this](double seconds) {
        m_finish.fadeIn = seconds;
        tell();
    });
    connect(m_fadeOut, &QDoubleSpinBox::valueChanged, this, [this](double seconds) {
        m_finish.fadeOut = seconds;
        tell();
    });
}

void FinishRows::connectMusic()
{
    constexpr int kLeastLevel = -60; // dB
    constexpr int kMostLevel = 6;
    setObject(*m_file, "exportMusicLineEdit");
    m_file->setClearButtonEnabled(true);
    setObject(*m_level, "exportMusicLevelSpinBox");
    m_level->setRange(kLeastLevel, kMostLevel);
    setObject(*m_ducks, "exportMusicDucksCheckBox");
    m_ducks->setFocusPolicy(Qt::TabFocus);
    m_hint->hide();
    connect(m_file, &QLineEdit::textChanged, this, &FinishRows::setMusic);
    connect(m_browse, &QToolButton::clicked, this, [this] {
        chooseFileToOpen(m_dialog, m_context.settings, m_context.demo, FileKind::Music,
                         [this](const QString& file) { m_file->setText(file); });
    });
    connect(m_level, &QSpinBox::valueChanged, this, [this](int level) {
        m_music.decibels = level;
        tell();
    });
    connect(m_ducks, &QCheckBox::toggled, this, [this](bool ducks) {
        m_music.ducks = ducks;
        tell();
    });
}

void FinishRows::connectMark()
{
    setObject(*m_mark, "exportMarkCheckBox");
    m_mark->setFocusPolicy(Qt::TabFocus);
    const auto take = [this] {
        m_finish.mark.reset();
        if (m_mark->isChecked())
            m_finish.mark = media::FilmMark{.words = markWords(), .corner = m_corner};
        tell();
    };
    connect(m_mark, &QCheckBox::toggled, this, take);
    connect(m_corners, &QComboBox::activated, this, [this, take](int corner) {
        m_corner = static_cast<media::FilmCorner>(corner);
        take();
    });
}

QHBoxLayout* FinishRows::addRow(QVBoxLayout& column, const char* caption, std::initializer_list<RowItem> items)
{
    auto* label = makeLabel(LabelRole::Soft);
    m_texts.add([label, caption] { label->setText(tr(caption)); });
    QHBoxLayout* const row = makeField(m_context.theme, label, items, m_captionWidth);
    column.addLayout(row);
    return row;
}

void FinishRows::addFadesAndMusic(QVBoxLayout& column)
{
    auto* in = makeLabel(LabelRole::Hint);
    auto* out = makeLabel(LabelRole::Hint);
    m_texts.add([in, out] {
        in->setText(tr("in"));
        out->setText(tr("out"));
    });
    addRow(column, QT_TR_NOOP("Fades"), {in, m_fadeIn, 8, out, m_fadeOut, Stretch()});
    addRow(column, QT_TR_NOOP("Music"), {m_file, m_browse, m_level, m_ducks})->setStretch(1, 1);
    auto* hint = makeRow({m_hint, Stretch()});
    hint->insertSpacing(0, m_context.theme.px(m_captionWidth) + 6);
    column.addLayout(hint);
}

void FinishRows::addShape(QVBoxLayout& column)
{
    addRow(column, QT_TR_NOOP("Shape"), {m_shape, m_sides, Stretch()});
}

void FinishRows::addMark(QVBoxLayout& column)
{
    addRow(column, QT_TR_NOOP("AI mark"), {m_mark, m_corners, Stretch()});
}

void FinishRows::setWords()
{
    {
        const QSignalBlocker silent(m_shape);
        m_shape->clear();
        m_shape->addItems({tr("As made", "shape"), tr("16:9, wide"), tr("1:1, square"), tr("9:16, upright")});
        m_sides->clear();
        m_sides->addItems({tr("Sides: blurred picture"), tr("Sides: black"), tr("Sides: white"), tr("Sides: a colour…"),
                           tr("Sides cut off")});
    }
    m_corners->clear();
    m_corners->addItems({tr("top left"), tr("top right"), tr("bottom left"), tr("bottom right")});
    m_corners->setAccessibleName(tr("Corner of the mark"));
    m_mark->setText(tr("“Made with AI” in the picture"));
    m_mark->setAccessibleName(m_mark->text());
    if (m_finish.mark)
        m_finish.mark->words = markWords();
    m_shape->setAccessibleName(tr("Shape"));
    m_sides->setAccessibleName(tr("Sides"));
    for (QDoubleSpinBox* fade : {m_fadeIn, m_fadeOut}) {
        fade->setSuffix(tr(" s", "seconds"));
        fade->setSpecialValueText(tr("none", "fade"));
    }
    m_fadeIn->setAccessibleName(tr("Fade in"));
    m_fadeOut->setAccessibleName(tr("Fade out"));
    m_file->setPlaceholderText(tr("None"));
    m_file->setAccessibleName(tr("Music"));
    setTip(*m_browse, tr("Choose music…"));
    m_level->setSuffix(tr(" dB"));
    m_level->setAccessibleName(tr("Level of the music"));
    m_ducks->setText(tr("softer under speech"));
    m_ducks->setAccessibleName(m_ducks->text());
    showShape();
    showFades();
    showMusic();
    showMark();
}

void FinishRows::showFades()
{
    for (const auto& [spin, seconds] : {std::pair{m_fadeIn, m_finish.fadeIn}, {m_fadeOut, m_finish.fadeOut}}) {
        const QSignalBlocker silent(spin);
        if (spin->value() != seconds) // or what is being typed would be written anew
            spin->setValue(seconds);
    }
    setTip(*m_fadeIn, tr("The picture comes out of black, the sound out of silence."));
    setTip(*m_fadeOut, tr("The picture goes to black, the sound to silence."));
    m_fadeIn->setAccessibleName(tr("Fade in"));
    m_fadeOut->setAccessibleName(tr("Fade out"));
}

void FinishRows::showMusic()
{
    const QString file = words::text(m_music.file);
    if (m_file->text() != file) {
        m_file->setText(file); // Its signal shows the button that clears it, and changes nothing here.
        m_file->setCursorPosition(0);
    }
    const QSignalBlocker silentLevel(m_level);
    const QSignalBlocker silentDucks(m_ducks);
    if (const auto level = static_cast<int>(std::lround(m_music.decibels)); level != m_level->value())
        m_level->setValue(level);
    m_ducks->setChecked(m_music.ducks);
    const QString noSound = tr("This format has no sound.");
    const QString noMusic = tr("There is no music yet.");
    setAvailability(*m_file, {.on = m_hasSound, .why = noSound},
                    tr("Plays under the whole film, again from its start if it is shorter, and fades for a second at "
                       "both ends."));
    setAvailability(*m_browse, {.on = m_hasSound, .why = noSound}, tr("Choose music…"));
    m_browse->setAccessibleName(tr("Choose music…"));
    const Availability has{.on = m_hasSound && !file.isEmpty(), .why = m_hasSound ? noMusic : noSound};
    setAvailability(*m_level, has, tr("How much softer the music is than in its file."));
    setAvailability(*m_ducks, has, tr("9 dB softer while the voice is loud."));
}

void FinishRows::showMark()
{
    const QSignalBlocker silent(m_mark);
    m_mark->setChecked(m_finish.mark.has_value());
    m_corners->setCurrentIndex(static_cast<int>(m_corner));
    const bool canWrite = media::canWriteWords();
    const QString why
        = canWrite ? tr("This format has no pictures.") : tr("The installed FFmpeg can't write text into pictures.");
    setAvailability(*m_mark, {.on = m_hasPictures && canWrite, .why = why},
                    tr("Some countries ask for a mark on films like this one."));
    setAvailability(*m_corners,
                    {.on = m_mark->isEnabled() && m_mark->isChecked(),
                     .why = m_mark->isEnabled() ? tr("There is no mark in the picture.") : why},
                    {});
}

// A dropped file comes as its address.
void FinishRows::setMusic(const QString& file)
{
    const QUrl url(file.trimmed());
    const media::Music before = m_music;
    m_music.file = words::path(url.isLocalFile() ? url.toLocalFile() : file);
    if (m_music == before)
        return;
    checkMusic();
    tell();
}

// Says beforehand what an export would stumble over.
void FinishRows::checkMusic()
{
    m_hint->hide();
    if (m_music.file.empty())
        return;
    inBackground(
        this,
        [file = m_music.file]() -> std::optional<ErrorCode> {
            const Result<media::SoundStream> sound = media::SoundStream::open(file);
            return sound ? std::nullopt : std::optional(sound.error().code);
        },
        [this, file = m_music.file](std::optional<ErrorCode> wrong) {
            if (file != m_music.file || !wrong)
                return;
            const QString name = words::quoted(words::fileName(file));
            m_hint->setText(*wrong == ErrorCode::FileMissing ? tr("%1 isn't there.").arg(name)
                                : *wrong == ErrorCode::FileUnreadable
                                ? tr("%1 can't be read.").arg(name)
                                : tr("%1 has no sound that can be played.").arg(name));
            m_hint->show();
        });
}

void FinishRows::showShape()
{
    const QSignalBlocker silent(m_shape);
    m_shape->setCurrentIndex(static_cast<int>(m_finish.shape));
    const int row = rowOf(m_finish);
    const QColor colour(m_finish.colour[0], m_finish.colour[1], m_finish.colour[2]);
    m_sides->setItemText(OtherColour,
                         row == OtherColour ? tr("Sides: %1…", "a colour as #c0ffee").arg(colour.name())
                                            : tr("Sides: a colour…"));
    m_sides->setCurrentIndex(row);
    setAvailability(*m_shape, {.on = m_hasPictures, .why = tr("This format has no pictures.")}, {});
    const bool isAsMade = m_finish.shape == media::FilmShape::AsMade;
    setAvailability(
        *m_sides,
        {.on = m_hasPictures && !isAsMade,
         .why = m_hasPictures ? tr("The film keeps the picture's shape.") : tr("This format has no pictures.")},
        tr("What is beside the picture. Cut off: the picture fills the film, with the face in the middle "
           "if one is found."));
}

void FinishRows::chooseSides(int index)
{
    switch (index) {
    case BlurredSides: m_finish.sides = media::FilmSides::Blurred; break;
    case NoSides: m_finish.sides = media::FilmSides::CutOff; break;
    case OtherColour: {
        auto* dialog = new QColorDialog(QColor(m_finish.colour[0], m_finish.colour[1], m_finish.colour[2]), &m_dialog);
        setObject(*dialog, "exportColourDialog");
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QColorDialog::colorSelected, this, [this](const QColor& chosen) {
            m_finish.sides = media::FilmSides::Colour;
            m_finish.colour = {static_cast<uint8_t>(chosen.red()), static_cast<uint8_t>(chosen.green()),
                               static_cast<uint8_t>(chosen.blue())};
            tell();
        });
        dialog->open();
        showShape(); // as before until a colour is chosen
        return;
    }
    default: m_finish.sides = media::FilmSides::Colour; m_finish.colour = index == WhiteSides ? kWhite : kBlack;
    }
    tell();
}

media::Finish FinishRows::finish() const
{
    media::Finish seen = m_finish;
    if (seen.shape == media::FilmShape::AsMade)
        seen.sides = media::Finish().sides;
    if (seen.sides != media::FilmSides::Colour)
        seen.colour = media::Finish().colour;
    seen.music.reset();
    if (!m_music.file.empty())
        seen.music = m_music;
    seen.subtitles = m_subtitles->subtitles();
    return seen;
}

void FinishRows::setFinish(const media::Finish& finish)
{
    if (finish == this->finish())
        return;
    m_finish = finish;
    m_music = finish.music.value_or(media::Music());
    if (finish.mark)
        m_corner = finish.mark->corner;
    if (finish.subtitles) // The words are the take's.
        m_subtitles->setAs(finish.subtitles->as);
    checkMusic();
    tell();
}

void FinishRows::setFormat(bool hasPictures, bool hasSound)
{
    m_hasPictures = hasPictures;
    m_hasSound = hasSound;
    m_subtitles->setFormat(hasPictures);
    showShape();
    showFades();
    showMusic();
    showMark();
}

void FinishRows::tell()
{
    showShape();
    showFades();
    showMusic();
    showMark();
    Q_EMIT changed();
}

} // namespace studio::ui
