// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/KeyFilter.h"

#include "ui/common/Actions.h"
#include "ui/widgets/BlockTimeline.h"
#include "ui/widgets/PaintedWidget.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSlider>
#include <QSplitterHandle>
#include <QTabBar>
#include <QTextEdit>

namespace studio::ui {
namespace {

bool isTextField(const QWidget* widget)
{
    return qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QPlainTextEdit*>(widget)
        || qobject_cast<const QTextEdit*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget);
}

bool isQueue(const QWidget* widget)
{
    return widget && widget->objectName() == QLatin1String("queueListView");
}

// Esc leaves it, and is not the window's.
bool isTakesFilter(const QWidget* widget)
{
    return widget && widget->objectName() == QLatin1String("takesFilterLineEdit");
}

bool isArrow(int key)
{
    return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
}

bool isMove(int key)
{
    return isArrow(key) || key == Qt::Key_Home || key == Qt::Key_End || key == Qt::Key_PageUp
        || key == Qt::Key_PageDown;
}

} // namespace

KeyFilter::KeyFilter(Actions& actions, QWidget& window)
    : QObject(&window)
    , m_actions(actions)
    , m_window(window)
{
    qApp->installEventFilter(this);
}

bool KeyFilter::ownsKey(const QWidget* focus, const QKeySequence& sequence)
{
    if (!focus || sequence.isEmpty())
        return false;
    const QKeyCombination combination = sequence[0];
    const int key = combination.key();
    const Qt::KeyboardModifiers modifiers = combination.keyboardModifiers();
    if (isTextField(focus))
        return !modifiers.testFlag(Qt::AltModifier);
    // Space presses a button, which gets the focus by Tab only.
    if (qobject_cast<const QAbstractButton*>(focus))
        return key == Qt::Key_Space && modifiers == Qt::NoModifier;
    if (qobject_cast<const QComboBox*>(focus))
        return modifiers == Qt::NoModifier && (isMove(key) || key == Qt::Key_Space);
    if (qobject_cast<const QSlider*>(focus))
        return modifiers == Qt::NoModifier && isMove(key);
    if (qobject_cast<const QTabBar*>(focus))
        return modifiers == Qt::NoModifier && isMove(key);
    if (qobject_cast<const QSplitterHandle*>(focus))
        return isMove(key);
    if (qobject_cast<const QAbstractItemView*>(focus))
        return !modifiers.testFlag(Qt::AltModifier) && (isMove(key) || (key == Qt::Key_Delete && isQueue(focus)));
    // Crop, waveform and several takes in step use arrows. The player's other widgets need no keys of their own.
    const QString name = focus->objectName();
    if (name == QLatin1String("portraitCropView") || name == QLatin1String("portraitLargeCropView"))
        return isMove(key);
    if (name == QLatin1String("mosaicView"))
        return isArrow(key) && modifiers == Qt::NoModifier;
    if (name == QLatin1String("voiceWaveformView"))
        return isMove(key) || key == Qt::Key_I || key == Qt::Key_O;
    if (const auto* timeline = qobject_cast<const BlockTimeline*>(focus); timeline && timeline->selectedPrompt())
        return key == Qt::Key_Delete && modifiers == Qt::NoModifier;
    const auto* painted = qobject_cast<const PaintedWidget*>(focus);
    return painted && painted->canBePressed() && key == Qt::Key_Space && modifiers == Qt::NoModifier;
}

bool KeyFilter::keyPressed(const QKeyEvent& event)
{
    const QWidget* focus = QApplication::focusWidget();
    if (event.key() == Qt::Key_Escape && event.modifiers() == Qt::NoModifier) {
        if (isTakesFilter(focus))
            return false;
        if (!event.isAutoRepeat()) // A held key counts as one of the two presses that stop a take.
            Q_EMIT escapePressed();
        return true;
    }
    const Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
    const QKeySequence sequence(QKeyCombination(modifiers, static_cast<Qt::Key>(event.key())));
    QAction* action
        = m_actions.forPlainKey(sequence, isQueue(focus) ? Actions::KeyPlace::Queue : Actions::KeyPlace::Window);
    if (!action || ownsKey(focus, sequence))
        return false;
    if (action->isEnabled() && (action->autoRepeat() || !event.isAutoRepeat()))
        action->trigger();
    return true;
}

bool KeyFilter::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::KeyPress: {
        // A key event goes to the window's handle first, then to a widget; handle it only there.
        const auto* widget = qobject_cast<QWidget*>(watched);
        if (!widget || widget->window() != &m_window || QApplication::activePopupWidget())
            break;
        const auto* key = static_cast<QKeyEvent*>(event);
        // Qt passes an unaccepted key from child to parent; handle it only at the focused widget.
        const QWidget* focus = QApplication::focusWidget();
        if (focus && focus->window() == &m_window && widget != focus)
            break;
        if (keyPressed(*key))
            return true;
        break;
    }
    case QEvent::Wheel: {
        auto* widget = qobject_cast<QWidget*>(watched);
        if (!widget || widget->hasFocus())
            break;
        if (qobject_cast<QAbstractSpinBox*>(widget) || qobject_cast<QSlider*>(widget)
            || qobject_cast<QComboBox*>(widget)) {
            event->ignore(); // The parent scroll area gets it.
            return true;
        }
        break;
    }
    default: break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace studio::ui
