// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

namespace studio::ui {

// The colours of resources/ui/tokens.json, in its order.
enum class Token {
    Viewport,
    Window,
    Panel,
    Raised,
    Control,
    ControlHover,
    ControlPressed,
    Line,
    LineStrong,
    Mark,
    Text,
    TextSoft,
    TextFaint,
    TextOnAccent,
    Accent,
    AccentFill,
    AccentFillHover,
    AccentSoft,
    Ok,
    OkSoft,
    Warn,
    WarnSoft,
    Bad,
    BadSoft,
    BadFill,
    Voice,
    VoiceDim,
    Meter,
    MeterFill,
    Peak,
    Focus,
    Scrim
};

inline constexpr std::array kTokenNames = {"viewport",
                                           "window",
                                           "panel",
                                           "raised",
                                           "control",
                                           "controlHover",
                                           "controlPressed",
                                           "line",
                                           "lineStrong",
                                           "mark",
                                           "text",
                                           "textSoft",
                                           "textFaint",
                                           "textOnAccent",
                                           "accent",
                                           "accentFill",
                                           "accentFillHover",
                                           "accentSoft",
                                           "ok",
                                           "okSoft",
                                           "warn",
                                           "warnSoft",
                                           "bad",
                                           "badSoft",
                                           "badFill",
                                           "voice",
                                           "voiceDim",
                                           "meter",
                                           "meterFill",
                                           "peak",
                                           "focus",
                                           "scrim"};

// The pictures of resources/ui/icons, one file each.
enum class Glyph {
    AppIcon,
    Branch,
    Cancel,
    Check,
    ChevronDown,
    ChevronRight,
    ChevronUp,
    Clock,
    Compare,
    Cpu,
    Crop,
    Dice,
    Drag,
    Duplicate,
    Error,
    Export,
    Folder,
    Fullscreen,
    Gpu,
    History,
    Hold,
    Image,
    Info,
    Language,
    Lock,
    Loop,
    Microphone,
    Minus,
    Model,
    More,
    Music,
    Ok,
    Pause,
    Pcie,
    Play,
    Plus,
    Portrait,
    Queue,
    Ram,
    Render,
    Settings,
    Speed,
    Star,
    StepBack,
    StepForward,
    Stop,
    Take,
    Template,
    ToStart,
    Trash,
    Trim,
    Unlock,
    Volume,
    Warning,
    Waveform
};

inline constexpr std::array kGlyphNames
    = {"app-icon", "branch",     "cancel",     "check",     "chevron-down", "chevron-right", "chevron-up", "clock",
       "compare",  "cpu",        "crop",       "dice",      "drag",         "duplicate",     "error",      "export",
       "folder",   "fullscreen", "gpu",        "history",   "hold",         "image",         "info",       "language",
       "lock",     "loop",       "microphone", "minus",     "model",        "more",          "music",      "ok",
       "pause",    "pcie",       "play",       "plus",      "portrait",     "queue",         "ram",        "render",
       "settings", "speed",      "star",       "step-back", "step-forward", "stop",          "take",       "template",
       "to-start", "trash",      "trim",       "unlock",    "volume",       "warning",       "waveform"};

// The steps of the type scale; pixels at a base font of 13.
enum class TextSize { Tiny = 11, Small = 12, Base = 13, Timecode = 14, Heading = 16, Display = 22 };

// Judgement, never colour alone: each goes with an icon and a word.
enum class Tone { Neutral, Busy, Ok, Warn, Bad };

} // namespace studio::ui
