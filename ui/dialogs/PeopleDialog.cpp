// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/PeopleDialog.h"

#include "core/jobs/InputFacts.h"
#include "ui/common/FileChooser.h"
#include "ui/common/Messages.h"
#include "ui/common/PeopleWords.h"
#include "ui/common/Words.h"
#include "ui/controllers/SceneController.h"
#include "ui/dialogs/DialogSize.h"
#include "ui/dialogs/PersonRow.h"
#include "ui/services/Background.h"
#include "ui/services/Folders.h"
#include "ui/services/MixedVoice.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/PeopleView.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

constexpr double kListWidth = 360;
constexpr double kFreeWidth = 0.3; // of an area that isn't drawn, in shares of the picture
constexpr double kFreeHeight = 0.6;

QRectF rectOf(const project::CropRect& area)
{
    return {area.x, area.y, area.width, area.height};
}

project::CropRect areaOf(const QRectF& rect)
{
    return {rect.x(), rect.y(), rect.width(), rect.height()};
}

} // namespace

PeopleDialog::PeopleDialog(const WindowContext& context, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_draft(context.scene.scene())
    , m_texts(*this)
    , m_view(new PeopleView(context.theme))
    , m_nobody(makeLabel(LabelRole::Soft, "peopleNobodyLabel"))
    , m_findFaces(makeButton("peopleFindFacesButton"))
    , m_add(makeButton("peopleAddButton"))
    , m_sound(makeLabel(LabelRole::Plain, "peopleSoundLabel"))
    , m_problem(makeLabel(LabelRole::Bad, "peopleProblemLabel"))
    , m_honest(makeLabel(LabelRole::Hint, "peopleHonestLabel"))
    , m_ok(makeButton("peopleOkButton", ButtonRole::Primary))
{
    setObjectName(QStringLiteral("peopleDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    resizeToScreen(*this, {context.theme.px(900), context.theme.px(500)});
    setObject(*m_view, "peopleView");
    for (QLabel* label : {m_nobody, m_sound, m_problem, m_honest})
        label->setWordWrap(true);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 14);
    column->setSpacing(10);
    auto* heading = makeLabel(LabelRole::Heading);
    column->addWidget(heading);
    auto* middle = makeRow({m_view, buildList()}, 14);
    middle->setStretch(0, 1);
    column->addLayout(middle, 1);
    column->addWidget(m_honest);
    column->addWidget(makeRule());
    column->addLayout(buildFoot());
    m_texts.add([this, heading] {
        setWindowTitle(tr("Who speaks"));
        heading->setText(windowTitle());
        m_view->setAccessibleName(tr("People in the portrait"));
        m_honest->setText(
            tr("The model was trained with one speaker. Each area hears its own voice; who is in no area hears silence "
               "and mostly keeps the mouth shut. What a model makes of two faces isn't promised: the demo model knows "
               "one face in the middle, and of two side by side it moves the left one only."));
        m_honest->setToolTip(
            tr("Measured with two of the demo's faces side by side, as the deviation of the mouth's contrast: the left "
               "mouth moves by 10.3 while its own voice speaks and by 2.1 while only the other one does; the right one "
               "by 0.2 and 0.9."));
        showPortrait();
        showPeople();
    });

    connect(m_view, &PeopleView::personChosen, this, &PeopleDialog::choose);
    connect(m_view, &PeopleView::areaEdited, this, [this](int person, const QRectF& area) {
        std::vector<project::Person> people = m_draft.people;
        people[static_cast<size_t>(person)].area = areaOf(area);
        setPeople(std::move(people), person);
    });
    connect(m_view, &PeopleView::areaDrawn, this, [this](const QRectF& area) { addPerson(areaOf(area)); });
    connect(m_view, &PeopleView::facePressed, this, [this](int face) { addFace(static_cast<size_t>(face)); });
    connect(m_view, &PeopleView::removePressed, this, [this](int person) { remove(static_cast<size_t>(person)); });
    connect(m_view, &PeopleView::fileDropped, this,
            [this](int person, const QString& file) { setVoice(static_cast<size_t>(person), file); });
    connect(&m_inputs, &InputService::peopleChanged, this, &PeopleDialog::showPeople);
    connect(&context.inputs, &InputService::portraitChanged, this, [this] {
        if (m_context.scene.scene().portrait != m_draft.portrait)
            reject();
        else
            showPortrait();
    });
    m_current = m_draft.people.empty() ? -1 : 0;
    showPortrait();
    setPeople(m_draft.people, m_current);
    m_view->setFocus(Qt::OtherFocusReason);
}

PeopleDialog::~PeopleDialog()
{
    m_mixStop.request_stop();
}

QLayout* PeopleDialog::buildList()
{
    auto* inner = new QWidget;
    auto* list = new QVBoxLayout(inner);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(2);
    list->addWidget(m_nobody);
    for (size_t i = 0; i < project::kMostPeople; ++i) {
        auto* row = new PersonRow(m_context.theme, i);
        list->addWidget(row);
        m_rows.push_back(row);
        connect(row, &PersonRow::chosen, this, [this, i] { choose(static_cast<int>(i)); });
        connect(row, &PersonRow::voiceWanted, this, [this, i] { chooseVoice(i); });
        connect(row, &PersonRow::filmVoicePressed, this, [this, i] {
            setVoice(i, {});
            m_view->setFocus(Qt::OtherFocusReason); // The button is gone.
        });
        connect(row, &PersonRow::removePressed, this, [this, i] { remove(i); });
        connect(row, &PersonRow::fileDropped, this, [this, i](const QString& file) { setVoice(i, file); });
    }
    list->addStretch(1);
    auto* scroll = new QScrollArea;
    setObject(*scroll, "peopleScrollArea");
    scroll->setWidget(inner);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFixedWidth(m_context.theme.px(kListWidth));
    scroll->setMinimumHeight(m_context.theme.px(90));

    m_context.theme.putIcon(*m_findFaces, Glyph::Portrait);
    m_context.theme.putIcon(*m_add, Glyph::Plus);
    m_texts.add([this, scroll] {
        scroll->setAccessibleName(tr("Who speaks"));
        m_findFaces->setText(tr("Find faces"));
        m_findFaces->setAccessibleName(m_findFaces->text());
        m_add->setText(tr("Add an area"));
        m_add->setAccessibleName(m_add->text());
        m_nobody->setText(
            tr("Nobody is marked: the voice moves the whole picture, as with one person. Click on a face, "
               "or drag over a person to mark them."));
    });
    connect(m_findFaces, &QPushButton::clicked, this, &PeopleDialog::addFaces);
    connect(m_add, &QPushButton::clicked, this, &PeopleDialog::addFreeArea);
    auto* column = new QVBoxLayout;
    column->setSpacing(8);
    column->addLayout(makeRow({m_findFaces, m_add, Stretch()}));
    column->addWidget(scroll, 1);
    for (QLabel* label : {m_sound, m_problem}) {
        label->setFixedWidth(m_context.theme.px(kListWidth));
        column->addWidget(label);
    }
    return column;
}

QLayout* PeopleDialog::buildFoot()
{
    auto* keys = makeLabel(LabelRole::Hint);
    keys->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* cancel = makeButton("peopleCancelButton");
    m_context.theme.putIcon(*m_ok, Glyph::Check, Token::TextOnAccent);
    m_texts.add([this, keys, cancel] {
        keys->setText(tr("Arrows move an area, with Shift they resize it; Page Down: the next one; Del removes it."));
        cancel->setText(tr("Cancel"));
        cancel->setAccessibleName(cancel->text());
        m_ok->setText(tr("OK"));
        m_ok->setAccessibleName(m_ok->text());
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_ok, &QPushButton::clicked, this, &PeopleDialog::keep);
    auto* row = makeRow({keys, cancel, m_ok});
    row->setStretch(0, 1);
    return row;
}

std::vector<project::CropRect> PeopleDialog::faces() const
{
    std::vector<project::CropRect> faces;
    if (const auto& found = m_context.inputs.portrait().faces) {
        for (const PortraitFace& face : *found)
            faces.push_back(areaOf(face.box));
    }
    std::ranges::sort(faces, {}, [](const project::CropRect& face) { return face.x + face.width / 2; });
    return faces;
}

void PeopleDialog::showPortrait()
{
    const PortraitState& portrait = m_context.inputs.portrait();
    PeopleViewState state = m_view->state();
    state.picture = portrait.picture;
    if (portrait.facts)
        state.kept = rectOf(portrait.facts->kept);
    state.faces.clear();
    for (const project::CropRect& face : faces())
        state.faces.push_back(rectOf(face));
    state.most = project::kMostPeople;
    m_view->setState(state);
    const QString why = m_isMixing ? tr("The voices are being mixed.")
        : !portrait.loaded         ? tr("The portrait is being read.")
        : !portrait.faces          ? tr("This program can't find faces; draw the areas.")
        : state.faces.empty()      ? tr("No face was found; draw the areas.")
                                   : QString();
    setAvailability(*m_findFaces, {.on = why.isEmpty(), .why = why},
                    tr("Marks each face that was found and belongs to nobody yet"));
}

void PeopleDialog::setPeople(std::vector<project::Person> people, int current)
{
    m_mixError.reset();
    m_draft.people = std::move(people);
    m_current = std::min(current, static_cast<int>(m_draft.people.size()) - 1);
    m_inputs.setScene({.people = m_draft.people});
    showPeople();
}

void PeopleDialog::choose(int person)
{
    if (std::exchange(m_current, person) != person)
        showPeople();
}

void PeopleDialog::addPerson(const project::CropRect& area)
{
    if (m_draft.people.size() >= project::kMostPeople)
        return;
    std::vector<project::Person> people = m_draft.people;
    people.push_back({.area = area, .voice = {}});
    const auto last = static_cast<int>(people.size()) - 1;
    setPeople(std::move(people), last);
}

// Where as little as possible is taken already.
void PeopleDialog::addFreeArea()
{
    QRectF best;
    double least = 0;
    for (const double x : {0.5, 0.25, 0.75, 0.15, 0.85}) {
        QRectF area(0, 0, kFreeWidth, kFreeHeight);
        area.moveCenter({x, 0.5});
        double taken = 0;
        for (const project::Person& person : m_draft.people) {
            const QRectF both = rectOf(person.area).intersected(area);
            taken += std::max(0.0, both.width()) * std::max(0.0, both.height());
        }
        if (best.isNull() || taken < least) {
            best = area;
            least = taken;
        }
    }
    addPerson(areaOf(best));
    m_view->setFocus(Qt::OtherFocusReason); // The keys move it.
}

void PeopleDialog::addFaces()
{
    const size_t count = faces().size();
    for (size_t i = 0; i < count; ++i) {
        if (!m_view->hasPerson(m_view->state().faces[i]))
            addFace(i);
    }
}

void PeopleDialog::addFace(size_t face)
{
    const std::vector<project::CropRect> areas = jobs::areasAround(faces());
    if (face < areas.size())
        addPerson(areas[face]);
}

void PeopleDialog::remove(size_t person)
{
    std::vector<project::Person> people = m_draft.people;
    people.erase(people.begin() + static_cast<std::ptrdiff_t>(person));
    setPeople(std::move(people), m_current > static_cast<int>(person) ? m_current - 1 : m_current);
    m_view->setFocus(Qt::OtherFocusReason); // The button may be gone.
}

void PeopleDialog::setVoice(size_t person, const QString& file)
{
    std::vector<project::Person> people = m_draft.people;
    if (person >= people.size())
        return;
    people[person].voice = words::path(file);
    setPeople(std::move(people), static_cast<int>(person));
}

void PeopleDialog::chooseVoice(size_t person)
{
    chooseFileToOpen(*this, m_context.settings, m_context.demo, FileKind::Voice,
                     [this, person](const QString& file) { setVoice(person, file); });
}

PeopleDialog::Sound PeopleDialog::sound() const
{
    const project::Scene& scene = m_context.scene.scene();
    if (!haveOwnVoices(m_draft.people))
        return {};
    std::vector<std::filesystem::path> voices = ownVoices(m_draft.people);
    const bool isSame = haveOwnVoices(scene.people) && ownVoices(scene.people) == voices && !scene.voice.empty();
    if (isSame) // Who only moves an area keeps the sound that they may have chosen.
        return {};
    return {.change = voices.size() > 1 ? Sound::Change::Mix : Sound::Change::One, .voices = std::move(voices)};
}

QString PeopleDialog::problemOf(size_t person) const
{
    if (person >= m_inputs.peopleErrors().size() || !m_inputs.peopleErrors()[person])
        return {};
    return failure(*m_inputs.peopleErrors()[person]);
}

QString PeopleDialog::failure(const Error& error) const
{
    const std::vector<std::filesystem::path> voices = ownVoices(m_draft.people);
    if (std::ranges::find(voices, std::filesystem::path(error.subject)) == voices.end())
        return tr("The voices can't be mixed in the folder %1: %2.", "a folder, why")
            .arg(words::shortPath(Folders::of(m_context.settings).voices), reasonWords(error));
    const Message message = ui::message(
        messageOf(error.code, ErrorSubject::Voice),
        {{QStringLiteral("file"), words::fileName(error.subject)}, {QStringLiteral("reason"), reasonWords(error)}});
    return tr("%1 %2", "what happened, why").arg(message.what, message.why);
}

QString PeopleDialog::whyNot() const
{
    if (m_isMixing)
        return tr("The voices are being mixed.");
    for (size_t i = 0; i < m_draft.people.size(); ++i) {
        if (const QString problem = problemOf(i); !problem.isEmpty())
            return tr("Person %1: %2").arg(i + 1).arg(problem);
    }
    const PortraitState& portrait = m_context.inputs.portrait();
    const int outside = portrait.facts ? personOutside(m_draft.people, portrait.facts->kept) : 0;
    return outside > 0 ? words::personIsOutside(outside) : QString();
}

void PeopleDialog::showPeople()
{
    PeopleViewState state = m_view->state();
    state.areas.clear();
    state.names.clear();
    for (const project::Person& person : m_draft.people) {
        state.areas.push_back(rectOf(person.area));
        state.names.append(person.voice.empty() ? QString() : words::fileName(person.voice));
    }
    state.current = m_current;
    m_view->setState(state);
    m_view->setEnabled(!m_isMixing);

    const size_t count = m_draft.people.size();
    m_nobody->setVisible(count == 0);
    for (size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->setVisible(i < count);
        m_rows[i]->setEnabled(!m_isMixing);
        if (i >= count)
            continue;
        const std::filesystem::path& voice = m_draft.people[i].voice;
        const QString problem = problemOf(i);
        const QString name = words::fileName(voice);
        m_rows[i]->setState({.voice = voice.empty()  ? tr("The film's voice")
                                 : problem.isEmpty() ? name
                                                     : problem,
                             .more = voice.empty()   ? QString()
                                 : problem.isEmpty() ? words::shortPath(voice)
                                                     : QString(problem % u'\n' % words::shortPath(voice)),
                             .isOwn = !voice.empty(),
                             .isBad = !problem.isEmpty(),
                             .isCurrent = m_current == static_cast<int>(i)});
    }
    setAvailability(
        *m_add,
        {.on = count < project::kMostPeople, .why = tr("At most %1 people can speak.").arg(project::kMostPeople)},
        tr("Marks a place where nobody is yet; then move it"));
    showSound();
}

void PeopleDialog::showSound()
{
    const Sound change = sound();
    const std::filesystem::path& voice = m_context.scene.scene().voice;
    const QString name = voice.empty() ? QString() : words::quoted(words::fileName(voice));
    const bool anybodyHasOwn = !ownVoices(m_draft.people).empty();
    QString text;
    if (change.change == Sound::Change::Mix)
        text = tr(
            "The film's sound becomes all their voices together, each from its beginning: so that they take turns, "
            "each should be silent while another one speaks.");
    else if (change.change == Sound::Change::One)
        text = tr("The film's sound becomes %1.").arg(words::quoted(words::fileName(change.voices.front())));
    else if (name.isEmpty())
        text = m_draft.people.empty() ? QString() : tr("The film's voice isn't chosen yet.");
    else if (anybodyHasOwn && !haveOwnVoices(m_draft.people))
        text = tr("The film's sound stays %1. A voice that a person has of their own is heard only if it is in there.")
                   .arg(name);
    else
        text = tr("The film's sound: %1.").arg(name);
    m_sound->setText(text);
    m_sound->setVisible(!text.isEmpty());

    const QString why = whyNot();
    const QString problem = m_mixError ? failure(*m_mixError) : why;
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    setRole(*m_problem, m_isMixing ? LabelRole::Soft : LabelRole::Bad);
    setAvailability(*m_ok, {.on = why.isEmpty(), .why = why}, tr("Ctrl+Enter"));
}

void PeopleDialog::keep()
{
    if (!whyNot().isEmpty())
        return;
    const Sound change = sound();
    if (change.change == Sound::Change::Mix) {
        mix(change.voices);
        return;
    }
    m_context.scene.setPeople(m_draft.people, change.voices.empty() ? QString() : words::text(change.voices.front()));
    accept();
}

void PeopleDialog::mix(const std::vector<std::filesystem::path>& voices)
{
    m_isMixing = true;
    m_mixError.reset();
    showPortrait();
    showPeople();
    inBackground(
        this,
        [folder = Folders::of(m_context.settings).voices,
         name = tr("%1 together", "names of voices; the name of their mix").arg(mixName(voices)), voices,
         stop = m_mixStop.get_token()] { return mixIntoFolder(folder, name, voices, stop); },
        [this](const Result<std::filesystem::path>& mixed) {
            m_isMixing = false;
            if (mixed) {
                m_context.scene.setPeople(m_draft.people, words::text(*mixed));
                accept();
                return;
            }
            m_mixError = mixed.error();
            showPortrait();
            showPeople();
        });
}

void PeopleDialog::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && event->modifiers().testFlag(Qt::ControlModifier))
        keep();
    else
        QDialog::keyPressEvent(event);
}

} // namespace studio::ui
