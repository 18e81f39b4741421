// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Scene.h"
#include "ui/common/Parts.h"
#include "ui/common/WindowContext.h"
#include "ui/services/InputService.h"

#include <QDialog>

#include <optional>
#include <stop_token>
#include <vector>

namespace studio::ui {

class PeopleView;
class PersonRow;

// Who speaks in the scene's portrait: areas of it, each with a voice. Nothing changes until OK; then it is one undo
// step. If each person has a voice of their own, the film's sound becomes all of them together, which are mixed in the
// background first. Ctrl+Enter is OK, Esc closes the dialog.
class PeopleDialog : public QDialog {
    Q_OBJECT

public:
    // Begins with the scene's people. Closes when another portrait is opened.
    PeopleDialog(const WindowContext& context, QWidget* parent);
    ~PeopleDialog() override;

    [[nodiscard]] const std::vector<project::Person>& people() const { return m_draft.people; }
    void setVoice(size_t person, const QString& file); // empty: the film's

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    // What becomes of the film's sound.
    struct Sound {
        enum class Change { Stays, One, Mix } change = Change::Stays;
        std::vector<std::filesystem::path> voices{}; // of One and Mix
    };

    QLayout* buildList();
    QLayout* buildFoot();
    void showPortrait();
    void showPeople();
    void showSound();
    void setPeople(std::vector<project::Person> people, int current);
    void choose(int person);
    void addPerson(const project::CropRect& area);
    void addFreeArea();
    void addFaces();
    void addFace(size_t face);
    void remove(size_t person);
    void chooseVoice(size_t person);
    [[nodiscard]] std::vector<project::CropRect> faces() const; // from the left
    [[nodiscard]] Sound sound() const;
    [[nodiscard]] QString problemOf(size_t person) const; // a sentence; empty: none
    [[nodiscard]] QString whyNot() const; // OK can't be pressed; empty: it can
    [[nodiscard]] QString failure(const Error& error) const;
    void mix(const std::vector<std::filesystem::path>& voices);
    void keep();

    const WindowContext& m_context;
    project::Scene m_draft; // of its people alone; the rest is as in the scene when the dialog was opened
    int m_current = -1;
    std::optional<Error> m_mixError; // of the last attempt; until something is edited
    bool m_isMixing = false;
    std::stop_source m_mixStop;
    Texts m_texts;
    InputService m_inputs; // looks at the people's voices
    PeopleView* m_view;
    std::vector<PersonRow*> m_rows; // of as many as there can be
    QLabel* m_nobody;
    QPushButton* m_findFaces;
    QPushButton* m_add;
    QLabel* m_sound;
    QLabel* m_problem;
    QLabel* m_honest;
    QPushButton* m_ok;
};

} // namespace studio::ui
